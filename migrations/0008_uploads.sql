-- Uploads: files that were brought for a claim before anybody said what documents they are.
create table uploads (
    upload_id uuid not null,
    claim_id text collate "C" not null,
    org text collate "C" not null,
    sha256 bytea not null,
    size bigint not null,
    media_type text collate "C" not null,
    name text collate "C" not null,
    uploaded_by text collate "C" not null,
    uploaded_at timestamptz not null,
    expires_at timestamptz not null,
    constraint uploads_pkey primary key (upload_id),
    constraint uploads_sha256_is_a_digest check (octet_length(sha256) = 32),
    constraint uploads_size_is_not_negative check (size >= 0)
);

create index uploads_of_claim on uploads (claim_id, expires_at);

comment on table uploads is 'Files that are in the store of documents and may become documents of their claim for a day';
comment on column uploads.claim_id is 'The one claim that they may become documents of';
comment on column uploads.org is 'The claim''s partner, under whose name the bytes are kept';
comment on column uploads.sha256 is 'SHA-256 of the bytes, and their name in the store';
comment on column uploads.size is 'Size in bytes';
comment on column uploads.uploaded_by is 'Who brought it, as user@org';
comment on column uploads.expires_at is 'Until when a document may name it, by the ledger''s clock';
