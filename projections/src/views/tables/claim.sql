create table claim__v0 (
    claim_id uuid not null,
    fund_id uuid not null,
    partner text collate "C" not null,
    programme text collate "C" not null,
    policy_version integer not null,
    period text collate "C" not null,
    activity text collate "C" not null,
    title text not null,
    executed_on date not null,
    location text,
    status text collate "C" not null,
    round integer not null,
    currency text collate "C" not null,
    declared_minor bigint not null,
    requested_minor bigint,
    approved_minor bigint,
    paid_minor bigint not null,
    reviewer text collate "C",
    since timestamptz not null,
    since_position bigint not null,
    due date,
    claim_until date not null,
    opened_at timestamptz not null,
    opened_by text collate "C" not null,
    changed_at timestamptz not null,
    opened bigint not null,
    version bigint not null,
    position bigint not null,
    partner_version bigint not null,
    partner_changed_at timestamptz not null,
    words text collate "C" not null
) with (toast_tuple_target = 8160);

comment on table claim__v0 is 'One row per claim: what lists filter by, sort by and show; all else of it is in its stream';
comment on column claim__v0.opened is 'The position at which it was created: lists are ordered by it';
comment on column claim__v0.version is 'The sequence of its last event';
comment on column claim__v0.position is 'The position of its last event';
comment on column claim__v0.partner_version is 'Its version as the partner counts it: without the events that only the vendor reads of';
comment on column claim__v0.partner_changed_at is 'When the last event that the partner reads of happened, in business time';
comment on column claim__v0.since is 'Since when it has its status, in business time';
comment on column claim__v0.since_position is 'The position of the event since which it has it';
comment on column claim__v0.due is 'By when somebody is to act; what waits is told by the status';
comment on column claim__v0.claim_until is 'The last day on which it may be submitted for the first time';
comment on column claim__v0.reviewer is 'Who reviews it, as user@org';
comment on column claim__v0.opened_by is 'Who created it, as user@org';
comment on column claim__v0.words is 'By which it is found: words of the title, suppliers and invoice numbers, in lower case without accents, each after a space';

create table claim_contribution__v0 (
    claim_id uuid not null,
    contribution_id uuid not null,
    person text collate "C" not null,
    state text collate "C" not null,
    what text not null,
    due date,
    since timestamptz not null,
    position bigint not null
);

comment on table claim_contribution__v0 is 'What colleagues were asked for; who was asked sees the claim unless the request was cancelled';
comment on column claim_contribution__v0.person is 'The colleague, as user@org';
comment on column claim_contribution__v0.state is 'open, fulfilled or cancelled';
comment on column claim_contribution__v0.since is 'When it was asked for, in business time';
comment on column claim_contribution__v0.position is 'The position of the event that asked';

create table claim_key__v0 (
    key uuid not null,
    claim_id uuid not null
);

comment on table claim_key__v0 is 'What makes two documents the same, for each document that was ever on a claim';
comment on column claim_key__v0.key is 'The first 16 bytes of a SHA-256: that of the file, or that of supplier and invoice number';

create table claim_payment__v0 (
    claim_id uuid not null,
    payment_id uuid not null,
    amount_minor bigint not null,
    reference text collate "C" not null,
    value_date date not null,
    position bigint not null,
    reversed bigint
);

comment on table claim_payment__v0 is 'What was paid on claims: what payments are listed by; what else is known of one is in the claim''s stream';
comment on column claim_payment__v0.reference is 'What the bank calls it';
comment on column claim_payment__v0.position is 'The position of the event that recorded it: payments are listed by it';
comment on column claim_payment__v0.reversed is 'The position of the event that says it came back';
