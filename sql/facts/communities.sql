-- One row per community the registry declares.
-- grain: community_id
select
    community_id,
    name,
    kind,
    domain,
    launched_on,
    stage_declared
from inputs.communities
