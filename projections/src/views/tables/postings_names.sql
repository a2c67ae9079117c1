drop view if exists postings;
create view postings as
select
    entry.fund_id,
    entry.position,
    entry.at,
    entry.recorded_at,
    entry.event_type,
    entry.claim_id,
    posting.account,
    posting.amount_minor
from postings_entry__v0 as entry
cross join lateral (
    values
        (entry.from_account, - entry.amount_minor),
        (entry.to_account, entry.amount_minor)
) as posting (account, amount_minor)
where posting.account is not null;
comment on view postings is 'Double entry: what leaves one account arrives on another; earned is where money comes from, so its balance is negative';
drop view if exists postings_entry;
create view postings_entry as select * from postings_entry__v0;
drop view if exists postings_fund;
create view postings_fund as select * from postings_fund__v0;
