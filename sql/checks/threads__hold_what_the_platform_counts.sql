-- The replies the platform counts in a community's threads are those that were read, but for two or one in 200.
-- level: warn
-- note: the platform counts replies it does not show, and a deleted reply counts here until two readings missed it.
select
    community_id,
    announced_count,
    read_count
from facts._counted
where counted = 'replies' and abs(announced_count - read_count) > greatest(2, 0.005 * announced_count)
