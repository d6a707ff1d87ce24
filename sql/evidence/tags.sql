-- One row per tag of a thread's root.
-- grain: thread_id, tag
select
    contributions.community_id,
    contributions.thread_id,
    tags.tag,
    contributions.contributed_at
from facts.tags
inner join facts.contributions using (contribution_id)
where contributions.is_root
