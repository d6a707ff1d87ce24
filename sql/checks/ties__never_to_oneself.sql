-- Nobody is tied to themselves, and no tie weighs nothing.
-- level: fail
select
    community_id,
    window_end,
    kind,
    weight
from networks.ties
where from_member_id = to_member_id or weight <= 0
