-- One row per span over which a person stood in one state towards a community.
-- grain: community_id, member_id, valid_from
select
    community_id,
    member_id,
    state,
    valid_from,
    valid_to
from facts.memberships
