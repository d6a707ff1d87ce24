-- The likes the platform counts in a community are those that were read, but for two or one in 200.
-- level: warn
-- note: a like whose person is not told is counted by the platform and cannot be read.
select
    community_id,
    announced_count,
    read_count
from facts._counted
where counted = 'likes' and abs(announced_count - read_count) > greatest(2, 0.005 * announced_count)
