-- One row per reply: who turned to whom.
-- grain: contribution_id
-- note: a reply to oneself stays, marked; a person nobody knows is empty, on either side.
select
    contribution_id,
    thread_id,
    community_id,
    member_id as from_member_id,
    to_member_id,
    contributed_at as replied_at,
    is_parent_inferred,
    coalesce(member_id = to_member_id, false) as is_self
from facts._replies
