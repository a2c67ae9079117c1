-- People whom a provider knows and who have several roles here: they choose one as they sign in, and
-- may choose another later. What the provider said is kept beside their session for that.
create table role_choices (
    token_sha256 bytea not null,
    address text collate "C",
    roles text[] collate "C" not null,
    ends_at timestamptz not null,
    constraint role_choices_pkey primary key (token_sha256),
    constraint role_choices_token_is_sha256 check (octet_length(token_sha256) = 32)
);

create index role_choices_by_end on role_choices (ends_at);

comment on table role_choices is 'People who signed in at a provider and have not chosen their role yet';
comment on column role_choices.token_sha256 is 'SHA-256 of the token in their cookie';
comment on column role_choices.address is 'Their mail address, which the provider has verified; null: it has none';
comment on column role_choices.roles is 'Their roles by the claims of the provider, each as user@org role';
comment on column role_choices.ends_at is 'The first instant at which they have to sign in again';

alter table sessions
    add column address text collate "C",
    add column roles text[] collate "C";

comment on column sessions.address is 'The mail address that a provider has verified; null: it has none, or there was no provider';
comment on column sessions.roles is 'Their roles by the claims of the provider, each as user@org role; null: there was no provider';

-- Whom a provider knows by a mail address is looked for among the members.
create index members_by_address on members (lower(address)) where address is not null;
