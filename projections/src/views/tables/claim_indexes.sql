create unique index claim__v0_opened on claim__v0 (opened);
create index claim__v0_partner on claim__v0 (partner, opened);
create index claim__v0_status on claim__v0 (status, opened);
create index claim__v0_fund on claim__v0 (fund_id, opened);
create index claim_document__v0_sha256 on claim_document__v0 (sha256);
create index claim_document__v0_invoice on claim_document__v0 (invoice_hash) where invoice_hash is not null;
create index claim_invitation__v0_claim on claim_invitation__v0 (claim_id);
alter table claim_comment__v0 add constraint claim_comment__v0_pkey primary key (claim_id, sequence);
