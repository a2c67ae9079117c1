drop view if exists queue;
drop view if exists history;
drop view if exists claim_document;
drop view if exists claim_comment;
drop view if exists claim_invitation;
drop view if exists claim_contribution;
drop view if exists claim_key;
drop view if exists claim_payment;
drop view if exists claim;
create view claim as
select
    *,
    case status
        when 'editing' then declared_minor
        else coalesce(approved_minor, requested_minor, declared_minor)
    end as amount_minor
from claim__v0;
comment on view claim is 'One row per claim; the amount is what it counts with: declared while it is written, then requested, then approved';
create view claim_contribution as select * from claim_contribution__v0;
create view claim_key as select * from claim_key__v0;
create view claim_payment as select * from claim_payment__v0;
create view queue as
select
    claim_id,
    '00000000-0000-0000-0000-000000000000'::uuid as contribution_id,
    case status
        when 'editing' then 'submission'
        when 'action_required' then 'answer'
        when 'submitted' then 'review'
        when 'disputed' then 'dispute_review'
        when 'under_review' then 'decision'
        when 'rejected' then 'dispute'
        when 'approved' then 'payment'
    end as kind,
    case status
        when 'editing' then 'partner_user'
        when 'action_required' then 'partner_user'
        when 'submitted' then 'reviewer'
        when 'disputed' then 'reviewer'
        when 'under_review' then 'approver'
        when 'rejected' then 'partner_admin'
        when 'approved' then 'finance'
    end as role,
    null::text collate "C" as person,
    partner,
    programme,
    status,
    reviewer,
    currency,
    amount_minor,
    since,
    coalesce(due, 'infinity') as due,
    since_position as position
from claim
where status not in ('cancelled', 'expired', 'rejection_final', 'paid')
union all
select
    claim.claim_id,
    asked.contribution_id,
    'contribution',
    'contributor',
    asked.person,
    claim.partner,
    claim.programme,
    claim.status,
    claim.reviewer,
    claim.currency,
    claim.amount_minor,
    asked.since,
    coalesce(asked.due, 'infinity'),
    asked.position
from claim_contribution as asked
join claim on claim.claim_id = asked.claim_id
where asked.state = 'open'
  and claim.status in ('editing', 'action_required');
comment on view queue is 'What waits for whom: one row per claim that is not over, one per open contribution while the partner may change the claim';
