-- One row per person of the platform, as the platform last showed it.
-- grain: person
with

tombstones as (

    select
        origin,
        item_id,
        max(landed_at) as gone_at
    from raw.people
    where payload is null
    group by all

),

live as (

    select
        people.item_id,
        people.payload,
        people.landed_at,
        row(coalesce(people.updated_at, '-infinity'), people.landed_at, people.page) as version
    from raw.people
    left join tombstones using (origin, item_id)
    where
        people.payload is not null
        and (tombstones.gone_at is null or people.landed_at > tombstones.gone_at)

),

latest as (

    select
        json_transform(arg_max(payload, version), '{
            "person": "VARCHAR",
            "enabled": "BOOLEAN",
            "external": "BOOLEAN",
            "time_zone": "VARCHAR",
            "unit": "VARCHAR",
            "region": "VARCHAR",
            "tier": "VARCHAR"
        }') as fields,
        min(landed_at) as first_landed_at
    from live
    group by item_id

)

select
    fields.*,
    first_landed_at
from latest
