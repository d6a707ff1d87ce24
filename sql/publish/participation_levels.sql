-- One row per community, 13 weeks to the end of an ISO quarter, and level of participation.
-- grain: community_id, window_kind, window_end, level
-- note: peripheral means not observed contributing. Before membership was first seen the levels are not_applicable.
with

thresholds as (

    select
        unnest(['as_defined', 'looser', 'stricter']) as reading,
        unnest([0, -2, 2]) as shift

),

told as (

    select
        members.community_id,
        members.window_end,
        thresholds.reading,
        case
            when members.active_week_count = 0 then 'peripheral'
            when not members.is_member then 'transactional'
            when members.active_week_count >= 7 + shift and (members.partner_count >= 3 or members.is_core) then 'core'
            when members.active_week_count >= 3 + shift then 'active'
            else 'occasional'
        end as level
    from facts._member_levels as members
    cross join thresholds

),

counted as (

    select
        community_id,
        window_end,
        level,
        count(*) filter (reading = 'as_defined') as person_count,
        count(*) filter (reading = 'looser') as person_count_if_looser,
        count(*) filter (reading = 'stricter') as person_count_if_stricter
    from told
    group by all

),

cells as (

    select distinct
        months.community_id,
        weeks.quarter_end as window_end,
        levels.level
    from publish.activity_months as months
    inner join facts._weeks as weeks on weeks.quarter_end = months.window_end
    cross join (
        select unnest(['core', 'active', 'occasional', 'peripheral', 'transactional']) as level
    ) as levels

)

select
    cells.community_id,
    'w13' as window_kind,
    cells.window_end - interval 91 days as window_start,
    cells.window_end,
    cells.level,
    case when sightings.is_seen then coalesce(counted.person_count, 0) end as person_count,
    case when sightings.is_seen then coalesce(counted.person_count_if_looser, 0) end as person_count_if_looser,
    case when sightings.is_seen then coalesce(counted.person_count_if_stricter, 0) end as person_count_if_stricter,
    case when sightings.is_seen then 'shown' else 'not_applicable' end as status,
    null::varchar as reason
from cells
left join counted using (community_id, window_end, level)
left join (select distinct community_id, window_end, true as is_seen from counted) as sightings
    using (community_id, window_end)
