-- One row per mark somebody set on a contribution.
-- grain: contribution_id, from_member_id, kind
select
    contributions.community_id,
    outcomes.contribution_id,
    outcomes.from_member_id,
    outcomes.kind,
    outcomes.marked_at
from facts.outcomes
inner join facts.contributions using (contribution_id)
