create unique index if not exists postings_fund__v0_pkey on postings_fund__v0 (fund_id);
create unique index if not exists postings_entry__v0_pkey on postings_entry__v0 (fund_id, position);
create index if not exists postings_fund__v0_partner on postings_fund__v0 (partner);
