-- One row per unit, region and tier that somebody holds now, with the coarser one to show where too few hold it.
-- grain: unit, region, tier
-- note: tier is given up first, then region, then unit; what is still held by too few is other throughout.
with

held as (

    select
        unit,
        region,
        tier,
        count(*) as person_count
    from facts._persons
    group by all

),

without_tier as (

    select
        held.*,
        case when person_count >= $min_subgroup then tier else 'other' end as shown_tier
    from held

),

without_region as (

    select
        without_tier.*,
        sum(person_count) over (partition by unit, region, shown_tier) >= $min_subgroup as is_region_shown
    from without_tier

),

without_unit as (

    select
        without_region.*,
        case when is_region_shown then region else 'other' end as shown_region,
        sum(person_count) over (
            partition by unit, case when is_region_shown then region else 'other' end,
            case when is_region_shown then shown_tier else 'other' end
        ) >= $min_subgroup as is_unit_shown
    from without_region

)

select
    unit,
    region,
    tier,
    case when is_unit_shown then unit else 'other' end as shown_unit,
    case when is_unit_shown then shown_region else 'other' end as shown_region,
    case when is_unit_shown and is_region_shown then shown_tier else 'other' end as shown_tier
from without_unit
