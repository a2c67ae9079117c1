alter table queue__v0 add constraint queue__v0_pkey primary key (claim_id, contribution_id);
create index queue__v0_due on queue__v0 (due, position, claim_id, contribution_id) where is_waiting;
create index queue__v0_partner on queue__v0 (partner, due, position) where is_waiting;
create index queue__v0_role on queue__v0 (role, due, position) where is_waiting;
create index queue__v0_person on queue__v0 (person) where person is not null;
