-- One row per span over which a person held a role in a community.
-- grain: community_id, member_id, role, valid_from
select
    community_id,
    member_id,
    role,
    valid_from,
    valid_to
from facts.roles
