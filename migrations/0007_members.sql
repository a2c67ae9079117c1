-- Members of organisations and links that invite them. What a member does is recorded as done by
-- the person; the log knows nothing of members.
create table members (
    org text collate "C" not null,
    user_name text collate "C" not null,
    role text collate "C" not null,
    address text collate "C",
    given_at timestamptz not null,
    given_by text collate "C",
    constraint members_pkey primary key (org, user_name, role),
    constraint members_role_is_handed_out check (
        role in (
            'partner_admin', 'partner_user', 'contributor', 'reviewer', 'approver', 'finance',
            'programme_admin', 'auditor'
        )
    )
);

comment on table members is 'Who has which role in which organisation; a role that was withdrawn has no row';
comment on column members.user_name is 'The person, by the name that events know them by';
comment on column members.address is 'Where their invitation was sent; null: it was handed over';
comment on column members.given_at is 'Since when they have the role';
comment on column members.given_by is 'Who gave it, as user@org role';

create table invitations (
    token_sha256 bytea not null,
    org text collate "C" not null,
    user_name text collate "C" not null,
    role text collate "C" not null,
    address text collate "C",
    made_at timestamptz not null,
    made_by text collate "C" not null,
    expires_at timestamptz not null,
    used_at timestamptz,
    constraint invitations_pkey primary key (token_sha256),
    constraint invitations_token_is_sha256 check (octet_length(token_sha256) = 32),
    constraint invitations_role_is_handed_out check (
        role in (
            'partner_admin', 'partner_user', 'contributor', 'reviewer', 'approver', 'finance',
            'programme_admin', 'auditor'
        )
    ),
    constraint invitations_expiry_comes_later check (expires_at > made_at)
);

create index invitations_of_person on invitations (org, user_name);

comment on table invitations is 'Links that make somebody a member: each is good once, until it expires';
comment on column invitations.token_sha256 is 'SHA-256 of the token in the link, which has 256 bits of randomness';
comment on column invitations.user_name is 'The person who is invited, by the name that events will know them by';
comment on column invitations.role is 'The role that they are invited to';
comment on column invitations.address is 'Where the invitation is to be sent; null: it is handed over';
comment on column invitations.made_by is 'Who invited them, as user@org role';
comment on column invitations.expires_at is 'The first instant at which the link is no longer good';
comment on column invitations.used_at is 'When somebody followed the link';
