-- Sessions of people who signed in: a cookie holds the token, only its digest is kept.
create table sessions (
    token_sha256 bytea not null,
    user_name text collate "C" not null,
    org text collate "C" not null,
    role text collate "C" not null,
    began_at timestamptz not null,
    seen_at timestamptz not null,
    ends_at timestamptz not null,
    constraint sessions_pkey primary key (token_sha256),
    constraint sessions_token_is_sha256 check (octet_length(token_sha256) = 32),
    constraint sessions_role_is_known check (
        role in (
            'partner_admin', 'partner_user', 'contributor', 'reviewer', 'approver', 'finance',
            'programme_admin', 'auditor', 'operator'
        )
    ),
    constraint sessions_end_comes_later check (ends_at > began_at)
) with (fillfactor = 70);

create index sessions_of_person on sessions (org, user_name);
create index sessions_by_end on sessions (ends_at);

comment on table sessions is 'People who signed in; who signs out has no row any more';
comment on column sessions.token_sha256 is 'SHA-256 of the token in the cookie, which has 256 bits of randomness';
comment on column sessions.user_name is 'The person who signed in';
comment on column sessions.org is 'The organisation they act for';
comment on column sessions.role is 'The role they act in; never the system''s';
comment on column sessions.began_at is 'When they signed in';
comment on column sessions.seen_at is 'When they last asked for something, to about a minute';
comment on column sessions.ends_at is 'When they have to sign in again, however busy they are';
