-- One row per account whose deeds are nobody's: it is not a person, or a person who objected.
-- grain: member_id
-- note: what it writes stays, its author is nobody; it belongs nowhere, likes nothing and is mentioned by nobody.
select
    person as member_id
from stage.people
where external
union
select
    member_id
from inputs._objections
