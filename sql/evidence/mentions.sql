-- One row per person mentioned in a contribution whose author is known.
-- grain: contribution_id, to_member_id
select
    mentions.community_id,
    mentions.contribution_id,
    contributions.thread_id,
    mentions.from_member_id,
    mentions.to_member_id,
    mentions.mentioned_at
from facts.mentions
inner join facts.contributions using (contribution_id)
where mentions.from_member_id is not null
