drop view if exists history;
create view history as select * from history__v0;
