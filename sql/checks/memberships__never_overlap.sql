-- A person stands in one state towards a community at a time.
-- level: fail
select
    community_id,
    valid_from,
    valid_to
from facts.memberships
qualify
    valid_to <= valid_from
    or lead(valid_from) over (partition by community_id, member_id order by valid_from) < coalesce(valid_to, 'infinity')
