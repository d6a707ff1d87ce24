-- One row per community whose stage somebody declared.
-- grain: community_id
select
    community_id,
    stage,
    declared_by,
    declared_on,
    because
from inputs.stages
