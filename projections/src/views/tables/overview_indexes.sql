create unique index if not exists overview_fund__v0_pkey on overview_fund__v0 (fund_id);
create unique index if not exists overview_lot__v0_pkey on overview_lot__v0 (fund_id, lot_id);
create unique index if not exists overview_share__v0_pkey on overview_share__v0 (claim_id, lot_id);
create unique index if not exists overview_status__v0_pkey on overview_status__v0 (fund_id, status);
create unique index if not exists overview_fund__v0_opened on overview_fund__v0 (opened);
create index if not exists overview_fund__v0_partner on overview_fund__v0 (partner, opened);
create index if not exists overview_share__v0_fund on overview_share__v0 (fund_id, lot_id);
