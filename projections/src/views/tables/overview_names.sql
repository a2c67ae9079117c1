drop view if exists overview_claim;
drop view if exists overview;
create view overview as
select
    *,
    reserved_minor + committed_minor + paid_minor as claimed_minor
from overview_fund__v0;
drop view if exists overview_lot;
create view overview_lot as select * from overview_lot__v0;
drop view if exists overview_share;
create view overview_share as select * from overview_share__v0;
drop view if exists overview_status;
create view overview_status as select * from overview_status__v0;
