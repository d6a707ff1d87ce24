-- One row per comment on a content, as the platform last showed it.
-- grain: comment_id
with

tombstones as (

    select
        origin,
        item_id,
        max(landed_at) as gone_at
    from raw.comments
    where payload is null
    group by all

),

live as (

    select
        comments.item_id,
        comments.payload,
        comments.landed_at,
        row(coalesce(comments.updated_at, '-infinity'), comments.landed_at, comments.page) as version
    from raw.comments
    left join tombstones using (origin, item_id)
    where
        comments.payload is not null
        and (tombstones.gone_at is null or comments.landed_at > tombstones.gone_at)

),

latest as (

    select
        json_transform(arg_max(payload, version), '{
            "comment_id": "VARCHAR",
            "content_id": "VARCHAR",
            "parent": "VARCHAR",
            "author": "VARCHAR",
            "published": "TIMESTAMP",
            "like_count": "INTEGER",
            "length_band": "VARCHAR",
            "mentions": ["VARCHAR"],
            "links": ["VARCHAR"]
        }') as fields
    from live
    group by item_id

)

select
    'comment/' || fields.comment_id as thing,
    fields.*
from latest
