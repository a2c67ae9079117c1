create table overview_fund__v0 (
    fund_id uuid not null,
    partner text collate "C" not null,
    programme text collate "C" not null,
    period text collate "C" not null,
    currency text collate "C" not null,
    policy_version integer not null,
    claim_until date not null,
    opened_at timestamptz not null,
    opened bigint not null,
    version bigint not null,
    position bigint not null,
    earned_minor bigint not null,
    available_minor bigint not null,
    reserved_minor bigint not null,
    committed_minor bigint not null,
    paid_minor bigint not null,
    expired_minor bigint not null,
    constraint overview_fund__v0_is_conserved check (
        earned_minor::numeric
            = available_minor::numeric + reserved_minor + committed_minor + paid_minor + expired_minor
        and least(available_minor, reserved_minor, committed_minor, paid_minor, expired_minor) >= 0
    )
) with (fillfactor = 60);

comment on table overview_fund__v0 is 'The figures of each fund: one partner, programme, period and currency';
comment on column overview_fund__v0.claim_until is 'The last day on which claims are taken';
comment on column overview_fund__v0.opened is 'The position at which it was opened: lists are ordered by it';
comment on column overview_fund__v0.version is 'The sequence of its last event';
comment on column overview_fund__v0.position is 'The position of its last event';

create table overview_lot__v0 (
    fund_id uuid not null,
    lot_id uuid not null,
    place bigint not null,
    earned_on date,
    source text not null,
    rolled_from uuid,
    earned_minor bigint not null,
    remaining_minor bigint not null,
    constraint overview_lot__v0_is_not_overdrawn check (remaining_minor >= 0)
) with (fillfactor = 80);

comment on table overview_lot__v0 is 'The earnings of a fund, and what is left of each';
comment on column overview_lot__v0.place is 'The sequence of its event: the first is used first';
comment on column overview_lot__v0.source is 'What it was earned for; empty for a rollover';
comment on column overview_lot__v0.rolled_from is 'The fund it was rolled over from';

create table overview_share__v0 (
    claim_id uuid not null,
    lot_id uuid not null,
    fund_id uuid not null,
    amount_minor bigint not null
);

comment on table overview_share__v0 is 'Which earnings are behind what a claim was approved, both ways';

create table overview_status__v0 (
    fund_id uuid not null,
    status text collate "C" not null,
    claims bigint not null,
    amount_minor numeric(30, 0) not null,
    constraint overview_status__v0_counts check (claims >= 0)
) with (fillfactor = 60);

comment on table overview_status__v0 is 'How many claims of a fund have a status, and their amount';
