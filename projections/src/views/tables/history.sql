create table history__v0 (
    claim_id uuid not null,
    sequence bigint not null,
    position bigint not null,
    at timestamptz not null,
    recorded_at timestamptz not null,
    actor text collate "C" not null,
    role text collate "C" not null,
    event_type text collate "C" not null,
    is_vendor_only boolean not null
);

comment on table history__v0 is 'One row per event of a claim; what it says is read from the log, which keeps it for good';
comment on column history__v0.at is 'When it happened in the business';
comment on column history__v0.recorded_at is 'When the ledger recorded it';
comment on column history__v0.actor is 'Who did it, as user@org';
comment on column history__v0.is_vendor_only is 'Whether only the vendor''s side may read it';
