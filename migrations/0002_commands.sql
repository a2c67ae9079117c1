-- A command's id is kept with its first answer, by the statement that appends its events.
create table commands (
    principal text collate "C" not null,
    key text collate "C" not null,
    request_hash bytea not null,
    stream_type text collate "C" not null,
    stream_id text collate "C" not null,
    first_sequence bigint not null,
    event_count integer not null,
    position bigint not null,
    answer json not null,
    constraint commands_pkey primary key (principal, key),
    constraint commands_hash_is_sha256 check (octet_length(request_hash) = 32)
);

comment on table commands is 'Commands that carried an id: asked again, they get the first answer';
comment on column commands.principal is 'Who gave the command, as user@org: ids of two people never meet';
comment on column commands.key is 'The id the caller chose';
comment on column commands.request_hash is 'SHA-256 of the command''s canonical JSON: the same id with other content is a conflict';
comment on column commands.stream_type is 'Kind of the stream the command was for';
comment on column commands.stream_id is 'The stream the command was for';
comment on column commands.first_sequence is 'Sequence of the command''s first event in that stream';
comment on column commands.event_count is 'How many events it appended to that stream';
comment on column commands.position is 'Position of the last event it appended to any stream';
comment on column commands.answer is 'What the caller was told beside ids and positions';

create trigger commands_are_insert_only
before update or delete or truncate on commands
for each statement
execute function refuse_change();

revoke update, delete, truncate on commands from public, current_user;
