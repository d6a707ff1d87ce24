-- One row per like, as long as it stands, as the platform last showed it.
-- grain: target, person
with

tombstones as (

    select
        origin,
        item_id,
        max(landed_at) as gone_at
    from raw.likes
    where payload is null
    group by all

),

live as (

    select
        likes.item_id,
        likes.payload,
        likes.landed_at,
        row(coalesce(likes.updated_at, '-infinity'), likes.landed_at, likes.page) as version
    from raw.likes
    left join tombstones using (origin, item_id)
    where
        likes.payload is not null
        and (tombstones.gone_at is null or likes.landed_at > tombstones.gone_at)

),

latest as (

    select
        json_transform(arg_max(payload, version), '{
            "target": "VARCHAR",
            "person": "VARCHAR"
        }') as fields,
        min(landed_at) as first_landed_at
    from live
    group by item_id

)

select
    fields.*,
    first_landed_at
from latest
