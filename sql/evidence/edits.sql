-- One row per version of a contribution after its first.
-- grain: contribution_id, version
select
    contributions.community_id,
    revisions.contribution_id,
    revisions.member_id,
    revisions.version,
    revisions.revised_at
from facts.revisions
inner join facts.contributions using (contribution_id)
where revisions.version > 1
