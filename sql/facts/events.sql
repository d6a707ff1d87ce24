-- One row per event of a community.
-- grain: event_id
select
    event_id,
    community_id,
    starts_at,
    ends_at
from inputs.events
