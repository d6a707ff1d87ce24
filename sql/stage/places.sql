-- One row per place that was asked for, or lies below one that was, as the platform last showed it.
-- grain: place_id
with

tombstones as (

    select
        origin,
        item_id,
        max(landed_at) as gone_at
    from raw.places
    where payload is null
    group by all

),

live as (

    select
        places.item_id,
        places.payload,
        places.landed_at,
        row(coalesce(places.updated_at, '-infinity'), places.landed_at, places.page) as version
    from raw.places
    left join tombstones using (origin, item_id)
    where
        places.payload is not null
        and (tombstones.gone_at is null or places.landed_at > tombstones.gone_at)

),

latest as (

    select
        json_transform(arg_max(payload, version), '{
            "place_id": "VARCHAR",
            "type": "VARCHAR",
            "parent_place_id": "VARCHAR",
            "asked_place_id": "VARCHAR",
            "state": "VARCHAR",
            "member_count": "INTEGER",
            "follower_count": "INTEGER"
        }') as fields,
        min(landed_at) as first_landed_at
    from live
    group by item_id

)

select
    fields.*,
    first_landed_at
from latest
