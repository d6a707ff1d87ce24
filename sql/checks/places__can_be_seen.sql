-- Every declared place can be seen.
-- level: warn
-- note: what was read of it before stands; nothing new comes in.
select
    community_id,
    place_id,
    state
from facts._places
where is_declared and state <> 'visible'
