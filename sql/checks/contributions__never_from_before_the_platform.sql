-- No contribution is dated before there was such a platform.
-- level: warn
-- note: an empty date reads as 1970; imports from older platforms keep theirs.
select
    contribution_id,
    contributed_at
from facts.contributions
where contributed_at < timestamp '1995-01-01'
