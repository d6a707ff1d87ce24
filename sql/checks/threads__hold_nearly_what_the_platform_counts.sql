-- Of the replies the platform counts in a community's threads, no more than one in 20 were left unread since the last good run.
-- level: fail
-- note: up to ten are taken for what the platform counts and does not show; a gap that stood at the last good run is known.
select
    counted.community_id,
    counted.announced_count,
    counted.read_count,
    earlier.earlier_row_count as known_gap
from facts._counted as counted
left join ops._row_counts as earlier
    on earlier.community_id = counted.community_id
    and earlier.table_name = 'unread replies'
where
    counted.counted = 'replies'
    and counted.announced_count - counted.read_count - greatest(coalesce(earlier.earlier_row_count, 0), 0)
    > greatest(10, 0.05 * counted.announced_count)
