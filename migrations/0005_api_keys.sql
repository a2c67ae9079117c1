-- Keys that programs and people come in with. The log and its readers know nothing of them: what a
-- key's holder does is recorded as done by the person that the key stands for.
create table api_keys (
    key_id uuid not null,
    secret_sha256 bytea not null,
    user_name text collate "C" not null,
    org text collate "C" not null,
    role text collate "C" not null,
    made_at timestamptz not null,
    made_by text collate "C",
    expires_at timestamptz,
    revoked_at timestamptz,
    last_used_at timestamptz,
    constraint api_keys_pkey primary key (key_id),
    constraint api_keys_secret_is_sha256 check (octet_length(secret_sha256) = 32),
    constraint api_keys_role_is_known check (
        role in (
            'partner_admin', 'partner_user', 'contributor', 'reviewer', 'approver', 'finance',
            'programme_admin', 'auditor', 'operator'
        )
    ),
    constraint api_keys_expiry_comes_later check (expires_at > made_at)
) with (fillfactor = 70);

create index api_keys_of_organisation on api_keys (org, made_at, key_id);

comment on table api_keys is 'Keys to come in with; the secret itself is kept nowhere';
comment on column api_keys.key_id is 'The public part of the key: what it is found and spoken of by';
comment on column api_keys.secret_sha256 is 'SHA-256 of the secret part, which has 256 bits of randomness';
comment on column api_keys.user_name is 'The person the key acts as; a key of nobody''s acts as its own id';
comment on column api_keys.org is 'The organisation the key acts for';
comment on column api_keys.role is 'The role the key acts in; never the system''s';
comment on column api_keys.made_at is 'When it was made, by the clock of who made it';
comment on column api_keys.made_by is 'Who made it, as user@org role; null: it was made at the terminal';
comment on column api_keys.expires_at is 'The first instant at which it is no longer good; null: it does not expire';
comment on column api_keys.revoked_at is 'When it was revoked, for good';
comment on column api_keys.last_used_at is 'When it was last used, to about a minute';
