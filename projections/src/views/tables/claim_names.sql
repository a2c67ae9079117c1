drop view if exists claim;
create view claim as select * from claim__v0;
drop view if exists claim_document;
create view claim_document as select * from claim_document__v0;
drop view if exists claim_comment;
create view claim_comment as select * from claim_comment__v0;
drop view if exists claim_invitation;
create view claim_invitation as select * from claim_invitation__v0;
