-- One row per deletion the platform reported, as the platform last showed it.
-- grain: item_id
with

tombstones as (

    select
        origin,
        item_id,
        max(landed_at) as gone_at
    from raw.deletions
    where payload is null
    group by all

),

live as (

    select
        deletions.item_id,
        deletions.payload,
        deletions.landed_at,
        row(coalesce(deletions.updated_at, '-infinity'), deletions.landed_at, deletions.page) as version
    from raw.deletions
    left join tombstones using (origin, item_id)
    where
        deletions.payload is not null
        and (tombstones.gone_at is null or deletions.landed_at > tombstones.gone_at)

),

latest as (

    select
        item_id,
        json_transform(arg_max(payload, version), '{
            "object": "VARCHAR",
            "object_type": "VARCHAR",
            "event_at": "TIMESTAMP"
        }') as fields
    from live
    group by item_id

)

select
    item_id,
    fields.*
from latest
