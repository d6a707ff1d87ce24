-- In a community, the parent of at most three replies in ten had to be inferred.
-- level: warn
-- note: beyond that who replied to whom is approximate.
select
    community_id,
    count(*) as reply_count,
    count(*) filter (is_parent_inferred) as inferred_count
from facts.replies
group by all
having inferred_count > 0.3 * reply_count
