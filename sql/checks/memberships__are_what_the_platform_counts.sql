-- The members the platform counts in a community's places are those that were read, but for two or one in 200.
-- level: warn
-- note: a space counts its followers; platforms differ in whether they count accounts that were switched off.
select
    community_id,
    announced_count,
    read_count
from facts._counted
where counted = 'members' and abs(announced_count - read_count) > greatest(2, 0.005 * announced_count)
