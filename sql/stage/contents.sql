-- One row per content, as the platform last showed it.
-- grain: content_id
with

tombstones as (

    select
        origin,
        item_id,
        max(landed_at) as gone_at
    from raw.contents
    where payload is null
    group by all

),

live as (

    select
        contents.item_id,
        contents.payload,
        contents.landed_at,
        row(coalesce(contents.updated_at, '-infinity'), contents.landed_at, contents.page) as version
    from raw.contents
    left join tombstones using (origin, item_id)
    where
        contents.payload is not null
        and (tombstones.gone_at is null or contents.landed_at > tombstones.gone_at)

),

latest as (

    select
        json_transform(arg_max(payload, version), '{
            "content_id": "VARCHAR",
            "native_id": "VARCHAR",
            "type": "VARCHAR",
            "asked_place_id": "VARCHAR",
            "place_id": "VARCHAR",
            "author": "VARCHAR",
            "published": "TIMESTAMP",
            "status": "VARCHAR",
            "is_question": "BOOLEAN",
            "answer": "VARCHAR",
            "tags": ["VARCHAR"],
            "reply_count": "INTEGER",
            "like_count": "INTEGER",
            "length_band": "VARCHAR",
            "mentions": ["VARCHAR"],
            "links": ["VARCHAR"]
        }') as fields
    from live
    group by item_id

)

select
    'content/' || fields.content_id as thing,
    fields.*
from latest
