-- One row per account that is not a person: what it writes stays, its author is nobody.
-- grain: member_id
select
    person as member_id
from stage.people
where external
