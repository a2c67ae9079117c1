alter table overview_claim__v0 add constraint overview_claim__v0_pkey primary key (claim_id);
create unique index overview_fund__v0_opened on overview_fund__v0 (opened);
create index overview_fund__v0_partner on overview_fund__v0 (partner, opened);
create index overview_share__v0_fund on overview_share__v0 (fund_id, lot_id);
