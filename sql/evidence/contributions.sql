-- One row per contribution of a community, in the form indicators are given it.
-- grain: contribution_id
select
    community_id,
    contribution_id,
    thread_id,
    member_id,
    contributed_at,
    is_root,
    parent_id,
    kind
from facts.contributions
