create table postings_fund__v0 (
    fund_id uuid not null,
    partner text collate "C" not null,
    programme text collate "C" not null,
    period text collate "C" not null,
    currency text collate "C" not null,
    opened bigint not null
);

comment on table postings_fund__v0 is 'Whose entries they are';

create table postings_entry__v0 (
    fund_id uuid not null,
    position bigint not null,
    sequence bigint not null,
    at timestamptz not null,
    recorded_at timestamptz not null,
    event_type text collate "C" not null,
    from_account text collate "C",
    to_account text collate "C",
    amount_minor bigint not null,
    claim_id uuid,
    earned_minor bigint not null,
    available_minor bigint not null,
    reserved_minor bigint not null,
    committed_minor bigint not null,
    paid_minor bigint not null,
    expired_minor bigint not null
);

comment on table postings_entry__v0 is 'One entry per fund event, with the fund''s figures after it: the last one up to a position is the fund as of then';
comment on column postings_entry__v0.at is 'When it happened in the business';
comment on column postings_entry__v0.from_account is 'The account the amount leaves; none when a fund is opened';
comment on column postings_entry__v0.amount_minor is 'Never negative; a correction downwards goes back to earned';
