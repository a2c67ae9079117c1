create unique index if not exists claim__v0_pkey on claim__v0 (claim_id);
create unique index if not exists claim__v0_opened on claim__v0 (opened);
create index if not exists claim__v0_partner on claim__v0 (partner, opened);
create index if not exists claim__v0_status on claim__v0 (status, opened);
create index if not exists claim__v0_fund on claim__v0 (fund_id, opened);
create index if not exists claim__v0_due on claim__v0 (coalesce(due, 'infinity'), since_position, claim_id) where status not in ('cancelled', 'expired', 'rejection_final', 'paid');
create unique index if not exists claim_contribution__v0_pkey on claim_contribution__v0 (claim_id, contribution_id);
create index if not exists claim_contribution__v0_person on claim_contribution__v0 (person, claim_id);
create unique index if not exists claim_key__v0_pkey on claim_key__v0 (key, claim_id);
