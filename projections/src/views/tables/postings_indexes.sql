create index postings_fund__v0_partner on postings_fund__v0 (partner);
