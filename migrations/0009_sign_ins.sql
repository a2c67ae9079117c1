-- Sign-ins that went to a provider and are to come back: each comes back once, to the browser that
-- began it. What is secret of it is computed from the cookie and the state, and kept nowhere.
create table sign_ins (
    state_sha256 bytea not null,
    browser_sha256 bytea not null,
    return_to text collate "C",
    ends_at timestamptz not null,
    constraint sign_ins_pkey primary key (state_sha256),
    constraint sign_ins_state_is_sha256 check (octet_length(state_sha256) = 32),
    constraint sign_ins_browser_is_sha256 check (octet_length(browser_sha256) = 32)
);

create index sign_ins_by_end on sign_ins (ends_at);

comment on table sign_ins is 'Sign-ins that are on their way through a provider; who comes back has no row any more';
comment on column sign_ins.state_sha256 is 'SHA-256 of the state that goes to the provider and comes back';
comment on column sign_ins.browser_sha256 is 'SHA-256 of the token in the cookie of the browser that began it';
comment on column sign_ins.return_to is 'The path that was asked for before signing in';
comment on column sign_ins.ends_at is 'The first instant at which nobody comes back any more';
