-- One row per message of a discussion, as the platform last showed it.
-- grain: message_id
with

tombstones as (

    select
        origin,
        item_id,
        max(landed_at) as gone_at
    from raw.messages
    where payload is null
    group by all

),

live as (

    select
        messages.item_id,
        messages.payload,
        messages.landed_at,
        row(coalesce(messages.updated_at, '-infinity'), messages.landed_at, messages.page) as version
    from raw.messages
    left join tombstones using (origin, item_id)
    where
        messages.payload is not null
        and (tombstones.gone_at is null or messages.landed_at > tombstones.gone_at)

),

latest as (

    select
        json_transform(arg_max(payload, version), '{
            "message_id": "VARCHAR",
            "content_id": "VARCHAR",
            "parent": "VARCHAR",
            "author": "VARCHAR",
            "published": "TIMESTAMP",
            "is_answer": "BOOLEAN",
            "like_count": "INTEGER",
            "length_band": "VARCHAR",
            "mentions": ["VARCHAR"],
            "links": ["VARCHAR"]
        }') as fields
    from live
    group by item_id

)

select
    'message/' || fields.message_id as thing,
    fields.*
from latest
