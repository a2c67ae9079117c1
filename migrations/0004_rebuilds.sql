-- Rebuilds: further versions of some views are filled beside the living ones, then compared and switched.
create table rebuilds (
    rebuild_id uuid not null,
    purpose text collate "C" not null,
    views text[] not null,
    position bigint not null,
    phase text collate "C" not null default 'folding',
    events bigint not null default 0,
    worked_ms bigint not null default 0,
    holder text collate "C",
    epoch bigint not null default 0,
    lease_until timestamptz,
    is_cancelled boolean not null default false,
    outcome text collate "C",
    digest bytea,
    began_at timestamptz not null default clock_timestamp(),
    ended_at timestamptz,
    constraint rebuilds_pkey primary key (rebuild_id),
    constraint rebuilds_purpose_is_known check (purpose in ('rebuild', 'verify')),
    constraint rebuilds_phase_is_known check (
        phase in ('folding', 'indexing', 'catching_up', 'comparing', 'ended')
    ),
    constraint rebuilds_holder_has_a_lease check ((holder is null) = (lease_until is null)),
    constraint rebuilds_end_has_an_outcome check ((ended_at is null) = (outcome is null))
);

create unique index rebuilds_one_at_once on rebuilds ((true)) where ended_at is null;

comment on table rebuilds is 'Every rebuild and verification of views; one at a time';
comment on column rebuilds.position is 'The position up to which the bulk pass folds';
comment on column rebuilds.events is 'How many events the bulk pass has folded so far';
comment on column rebuilds.worked_ms is 'How long it took so far, breaks left out';
comment on column rebuilds.holder is 'The process that works at it';
comment on column rebuilds.epoch is 'Rises with every change of holder; fences the writes of a former one';
comment on column rebuilds.is_cancelled is 'Somebody asked to give it up';
comment on column rebuilds.digest is 'SHA-256 over the digests of the tables that were built';

-- A part of the log, by stream: what a worker folds from its first stream to its last.
create table rebuild_shards (
    rebuild_id uuid not null,
    shard integer not null,
    aggregate_type text collate "C" not null,
    after_id text collate "C" not null,
    after_sequence bigint not null,
    before_id text collate "C" not null,
    events bigint not null default 0,
    is_done boolean not null default false,
    epoch bigint not null default 0,
    constraint rebuild_shards_pkey primary key (rebuild_id, shard),
    constraint rebuild_shards_rebuild_fkey foreign key (rebuild_id) references rebuilds
) with (fillfactor = 50);

comment on table rebuild_shards is 'How far each part of a rebuild has come: a killed one goes on from its last page';
comment on column rebuild_shards.after_id is 'The stream of the last event that was folded';
comment on column rebuild_shards.before_id is 'The first stream that is no longer of this part';

alter table views add column rebuild_id uuid;
alter table views add constraint views_rebuild_fkey foreign key (rebuild_id) references rebuilds;
comment on column views.rebuild_id is 'The rebuild that fills or filled this version';

alter table views add column led_since timestamptz;
comment on column views.led_since is 'Since when the present leader leads, by the database''s clock';
