-- One row per outcome somebody marked, as the platform last showed it.
-- grain: outcome_id
with

tombstones as (

    select
        origin,
        item_id,
        max(landed_at) as gone_at
    from raw.outcomes
    where payload is null
    group by all

),

live as (

    select
        outcomes.item_id,
        outcomes.payload,
        outcomes.landed_at,
        row(coalesce(outcomes.updated_at, '-infinity'), outcomes.landed_at, outcomes.page) as version
    from raw.outcomes
    left join tombstones using (origin, item_id)
    where
        outcomes.payload is not null
        and (tombstones.gone_at is null or outcomes.landed_at > tombstones.gone_at)

),

latest as (

    select
        json_transform(arg_max(payload, version), '{
            "outcome_id": "VARCHAR",
            "target": "VARCHAR",
            "person": "VARCHAR",
            "name": "VARCHAR",
            "marked_at": "TIMESTAMP"
        }') as fields
    from live
    group by item_id

)

select
    fields.*
from latest
