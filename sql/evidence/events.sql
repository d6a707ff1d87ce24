-- One row per event in a community's calendar.
-- grain: event_id
select
    event_id,
    community_id,
    starts_at,
    ends_at
from facts.events
