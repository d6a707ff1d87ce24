-- One row per span over which a member showed the same attributes.
-- grain: member_id, valid_from
-- note: dated by sighting; a combination too few hold today is other in the past as well.
with

shown as (

    select
        profiles.person as member_id,
        coalesce(groups.shown_unit, 'other') as unit,
        coalesce(groups.shown_region, 'other') as region,
        coalesce(zones.shown_time_zone, 'other') as time_zone,
        coalesce(groups.shown_tier, 'other') as tier,
        profiles.valid_from,
        profiles.valid_to
    from stage.profiles
    semi join facts._persons as persons on persons.member_id = profiles.person
    left join facts._attribute_groups as groups
        on groups.unit = coalesce(profiles.unit, 'other')
        and groups.region = coalesce(profiles.region, 'other')
        and groups.tier = coalesce(profiles.tier, 'other')
    left join facts._zone_groups as zones
        on zones.unit = coalesce(groups.shown_unit, 'other')
        and zones.region = coalesce(groups.shown_region, 'other')
        and zones.tier = coalesce(groups.shown_tier, 'other')
        and zones.time_zone = coalesce(profiles.time_zone, 'other')

),

marked as (

    select
        shown.*,
        row(unit, region, time_zone, tier, valid_from) is distinct from lag(
            row(unit, region, time_zone, tier, valid_to)
        ) over (partition by member_id order by valid_from) as is_change
    from shown

),

joined as (

    select
        marked.*,
        count(*) filter (is_change) over (
            partition by member_id order by valid_from rows between unbounded preceding and current row
        ) as span
    from marked

)

select
    member_id,
    unit,
    region,
    time_zone,
    tier,
    min(valid_from) as valid_from,
    case when bool_and(valid_to is not null) then max(valid_to) end as valid_to
from joined
group by member_id, unit, region, time_zone, tier, span
