drop view if exists queue;
create view queue as select * from queue__v0;
