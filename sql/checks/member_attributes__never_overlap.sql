-- A member shows one set of attributes at a time.
-- level: fail
select
    unit,
    valid_from,
    valid_to
from facts.member_attributes
qualify
    valid_to <= valid_from
    or lead(valid_from) over (partition by member_id order by valid_from) < coalesce(valid_to, 'infinity')
