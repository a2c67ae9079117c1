-- Which version of each view is live, how far it has come, and who leads it.
create table views (
    name text collate "C" not null,
    version integer not null,
    shape integer not null,
    is_live boolean not null,
    position bigint not null default 0,
    state text collate "C" not null default 'following',
    error text,
    error_position bigint,
    epoch bigint not null default 0,
    leader text,
    lease_until timestamptz,
    changed_at timestamptz not null default clock_timestamp(),
    constraint views_pkey primary key (name, version),
    constraint views_version_starts_at_one check (version >= 1),
    constraint views_position_is_not_negative check (position >= 0),
    constraint views_state_is_known check (state in ('following', 'parked', 'rebuilding', 'retired')),
    constraint views_parked_says_why check (
        (state = 'parked') = (error is not null and error_position is not null)
    ),
    constraint views_leader_has_a_lease check ((leader is null) = (lease_until is null))
) with (fillfactor = 10);

create unique index views_one_live_version on views (name) where is_live;

comment on table views is 'The versions of each view: checkpoint, lease and state';
comment on column views.name is 'The view, as its tables are called';
comment on column views.version is 'The version of its tables: overview__v3 is version 3 of overview';
comment on column views.shape is 'The shape of its tables, as the program that made them knows it';
comment on column views.is_live is 'Whether the stable name shows this version';
comment on column views.position is 'The last position that is folded into the tables of this version';
comment on column views.state is 'following; parked on an event it could not fold; rebuilding; retired';
comment on column views.error is 'Why it is parked';
comment on column views.error_position is 'The event it is parked on';
comment on column views.epoch is 'Rises with every change of leader; fences the writes of a former one';
comment on column views.leader is 'The process that moves the view on';
comment on column views.lease_until is 'When another process may take over, by the database''s clock';
comment on column views.changed_at is 'When the checkpoint, the leader or the state last changed';
