create table queue__v0 (
    claim_id uuid not null,
    contribution_id uuid not null,
    is_waiting boolean not null,
    kind text collate "C" not null,
    role text collate "C" not null,
    person text collate "C",
    partner text collate "C" not null,
    programme text collate "C" not null,
    status text collate "C" not null,
    reviewer text collate "C",
    currency text collate "C" not null,
    amount_minor bigint not null,
    since timestamptz not null,
    due date not null,
    position bigint not null,
    folded text not null
) with (toast_tuple_target = 8160);

comment on table queue__v0 is 'What waits for whom: one row per claim that may still move, one per open contribution';
comment on column queue__v0.contribution_id is 'The contribution that is waited for; all zeros: the claim itself';
comment on column queue__v0.is_waiting is 'No for a paid claim: only a reversed payment brings it back';
comment on column queue__v0.role is 'Who is to act';
comment on column queue__v0.person is 'The colleague who was asked for a contribution, as user@org';
comment on column queue__v0.due is 'By when; infinity: no day was set';
comment on column queue__v0.position is 'The event since which it waits';
comment on column queue__v0.folded is 'The claim as far as the queue knows it, or the contribution that was asked for, as JSON';
