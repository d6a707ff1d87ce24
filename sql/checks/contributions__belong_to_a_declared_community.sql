-- Every contribution belongs to a community the registry declares.
-- level: fail
select
    contribution_id,
    community_id
from facts.contributions
anti join facts.communities using (community_id)
