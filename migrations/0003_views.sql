-- Which version of each view is live, how far it has come, and who leads it.
create table views (
    name text collate "C" not null,
    version integer not null,
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
    constraint views_state_is_known check (state in ('following', 'parked', 'rebuilding', 'retired'))
);

create unique index views_one_live_version on views (name) where is_live;

comment on table views is 'The versions of each view: checkpoint, lease and state';
comment on column views.is_live is 'Whether the stable name shows this version';
comment on column views.position is 'The last position that is folded into the tables of this version';
comment on column views.state is 'following; parked on an event it could not fold; rebuilding; retired';
comment on column views.error is 'Why it is parked';
comment on column views.error_position is 'The event it is parked on';
comment on column views.epoch is 'Rises with every change of leader; fences the writes of a former one';
comment on column views.leader is 'The process that moves the view on';
comment on column views.lease_until is 'When another process may take over';
