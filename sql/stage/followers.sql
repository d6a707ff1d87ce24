-- One row per span over which a person followed a place, from sighting to sighting.
-- grain: place_id, person, valid_from
-- note: valid_to is empty while it lasts.
with

sightings as (

    select
        item_id,
        landed_at,
        arg_max_null(payload, page) as payload
    from raw.followers
    group by all

),

spans as (

    select
        payload,
        landed_at as valid_from,
        lead(landed_at) over (partition by item_id order by landed_at) as valid_to
    from sightings

),

told as (

    select
        json_transform(payload, '{
            "place_id": "VARCHAR",
            "person": "VARCHAR"
        }') as fields,
        valid_from,
        valid_to
    from spans
    where payload is not null

)

select
    fields.*,
    valid_from,
    valid_to
from told
