-- One row per version of a document, as the platform last showed it.
-- grain: content_id, version
with

tombstones as (

    select
        origin,
        item_id,
        max(landed_at) as gone_at
    from raw.versions
    where payload is null
    group by all

),

live as (

    select
        versions.item_id,
        versions.payload,
        versions.landed_at,
        row(coalesce(versions.updated_at, '-infinity'), versions.landed_at, versions.page) as version
    from raw.versions
    left join tombstones using (origin, item_id)
    where
        versions.payload is not null
        and (tombstones.gone_at is null or versions.landed_at > tombstones.gone_at)

),

latest as (

    select
        json_transform(arg_max(payload, version), '{
            "content_id": "VARCHAR",
            "version": "INTEGER",
            "person": "VARCHAR",
            "published": "TIMESTAMP"
        }') as fields
    from live
    group by item_id

)

select
    fields.*
from latest
