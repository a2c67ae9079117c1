-- The log: every event of every stream, once, in commit order, never changed again.
-- The first seven columns are those that postgres-es expects, so that its programs read our streams.
create table events (
    aggregate_type text collate "C" not null,
    aggregate_id text collate "C" not null,
    sequence bigint not null,
    event_type text collate "C" not null,
    event_version text collate "C" not null,
    payload json not null,
    metadata json not null,
    position bigint not null,
    recorded_at timestamptz not null,
    leaf bytea not null,
    constraint events_pkey primary key (aggregate_type, aggregate_id, sequence),
    constraint events_position_key unique (position),
    constraint events_sequence_starts_at_one check (sequence >= 1),
    constraint events_position_starts_at_one check (position >= 1),
    constraint events_leaf_is_sha256 check (octet_length(leaf) = 32)
);

comment on table events is 'Every event, insert-only; the streams are the truth, all else is derived';
comment on column events.aggregate_type is 'Kind of stream: claim, fund or programme';
comment on column events.aggregate_id is 'The stream, as a TypeID or a short name';
comment on column events.sequence is 'Place in the stream: 1, 2, 3 …';
comment on column events.event_type is 'Name of the event, past tense with the noun';
comment on column events.event_version is 'Shape of the payload; older shapes are upcast when read';
comment on column events.payload is 'The event with its actor and business time, as canonical JSON (RFC 8785)';
comment on column events.metadata is 'What surrounds the event: the command''s key and where it came from';
comment on column events.position is 'Place in the log: dense, in commit order';
comment on column events.recorded_at is 'The ledger''s clock at the append; never runs backwards along positions';
comment on column events.leaf is 'SHA-256 of 0x00 and the canonical JSON of all columns but position (RFC 6962 leaf)';

-- One row: its lock puts batches in order, its figures give them positions and time.
create table log_head (
    is_only boolean not null default true,
    position bigint not null,
    recorded_at timestamptz not null,
    constraint log_head_pkey primary key (is_only),
    constraint log_head_is_one_row check (is_only)
) with (fillfactor = 10);

comment on table log_head is 'The last position that was given out, and when';

insert into log_head (position, recorded_at)
values (0, 'epoch');

create function refuse_change()
returns trigger
language plpgsql
as $$
begin
    raise exception '% is insert-only: a correction is a new event', tg_table_name
    using errcode = 'restrict_violation';
end
$$;

create trigger events_are_insert_only
before update or delete or truncate on events
for each statement
execute function refuse_change();

create function refuse_to_go_back()
returns trigger
language plpgsql
as $$
begin
    if new.position < old.position or new.recorded_at < old.recorded_at then
        raise exception 'the head of the log never goes back'
        using errcode = 'restrict_violation';
    end if;
    return new;
end
$$;

create trigger log_head_never_goes_back
before update on log_head
for each row
execute function refuse_to_go_back();

create trigger log_head_is_kept
before delete or truncate on log_head
for each statement
execute function refuse_change();

revoke update, delete, truncate on events from public, current_user;
