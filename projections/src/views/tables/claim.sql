create table claim__v0 (
    claim_id uuid not null,
    partner text collate "C" not null,
    programme text collate "C" not null,
    period text collate "C" not null,
    fund_id uuid not null,
    activity text collate "C" not null,
    title text not null,
    executed_on date not null,
    status text collate "C" not null,
    round integer not null,
    currency text collate "C" not null,
    declared_minor bigint not null,
    requested_minor bigint,
    approved_minor bigint,
    paid_minor bigint not null,
    reviewer text collate "C",
    since timestamptz not null,
    due date,
    opened_at timestamptz not null,
    changed_at timestamptz not null,
    opened bigint not null,
    version bigint not null,
    position bigint not null,
    folded text not null
) with (toast_tuple_target = 8160);

comment on table claim__v0 is 'One row per claim: what lists filter by, and all of it folded';
comment on column claim__v0.opened is 'The position at which it was created: lists are ordered by it';
comment on column claim__v0.version is 'The sequence of its last event';
comment on column claim__v0.position is 'The position of its last event';
comment on column claim__v0.since is 'Since when it has its status, in business time';
comment on column claim__v0.due is 'By when somebody is to act';
comment on column claim__v0.reviewer is 'Who reviews it, as user@org';
comment on column claim__v0.folded is 'All of the claim but its documents and comments, as JSON';

create table claim_document__v0 (
    claim_id uuid not null,
    place integer not null,
    document_id uuid not null,
    sha256 text collate "C" not null,
    invoice_hash bytea,
    folded text not null
) with (toast_tuple_target = 8160);

comment on table claim_document__v0 is 'The documents that are on a claim';
comment on column claim_document__v0.place is 'Its place; a replacement takes that of the document it replaces';
comment on column claim_document__v0.invoice_hash is 'SHA-256 of supplier and number: what makes two invoices the same';
comment on column claim_document__v0.folded is 'The document, and who put it on when, as JSON';

create table claim_comment__v0 (
    claim_id uuid not null,
    sequence bigint not null,
    is_vendor_only boolean not null,
    folded text not null
) with (toast_tuple_target = 8160);

comment on table claim_comment__v0 is 'What was said about a claim';
comment on column claim_comment__v0.is_vendor_only is 'Whether only the vendor''s side may read it';

create table claim_invitation__v0 (
    claim_id uuid not null,
    contribution_id uuid not null,
    person text collate "C" not null
);

comment on table claim_invitation__v0 is 'Who sees a claim because he was asked to contribute';
comment on column claim_invitation__v0.person is 'The colleague, as user@org';
