-- One row per link from a contribution to another one.
-- grain: contribution_id, target_contribution_id
select
    contributions.community_id,
    links.contribution_id,
    links.target_contribution_id,
    contributions.contributed_at
from facts.links
inner join facts.contributions using (contribution_id)
