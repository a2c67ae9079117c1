alter table history__v0 add constraint history__v0_pkey primary key (claim_id, sequence);
