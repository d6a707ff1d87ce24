-- One row per time zone within a unit, region and tier as they are shown, with the zone to show there.
-- grain: unit, region, tier, time_zone
-- note: a zone too few hold there is other; where too few would then be other, all are: a zone tells of a region.
with

held as (

    select
        groups.shown_unit as unit,
        groups.shown_region as region,
        groups.shown_tier as tier,
        persons.time_zone,
        count(*) as person_count
    from facts._persons as persons
    inner join facts._attribute_groups as groups using (unit, region, tier)
    group by all

),

left_over as (

    select
        held.*,
        coalesce(
            sum(person_count) filter (person_count < $min_subgroup or time_zone = 'other') over (partition by unit, region, tier),
            0
        ) as other_count
    from held

)

select
    unit,
    region,
    tier,
    time_zone,
    case
        when person_count >= $min_subgroup and other_count not between 1 and $min_subgroup - 1 then time_zone
        else 'other'
    end as shown_time_zone
from left_over
