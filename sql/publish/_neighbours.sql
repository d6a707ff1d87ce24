-- One row per value over 9 or 26 weeks that, beside a shown one of the 13 weeks within it or around it, would tell what a few did.
-- grain: community_id, indicator_id, part, view, window_kind, window_end
-- note: the one set of contributors lies within the other: who is in one alone is the difference of their numbers.
with

windows as (

    select distinct
        community_id,
        window_kind,
        window_start,
        window_end
    from indicators.measurements
    where window_kind in ('w9', 'w13', 'w26') and window_end in (select quarter_end from facts._weeks)

),

populations as (

    select
        windows.*,
        count(distinct contributions.member_id) as contributor_count
    from windows
    left join facts.contributions
        on contributions.community_id = windows.community_id
        and contributions.contributed_at >= windows.window_start
        and contributions.contributed_at < windows.window_end
    group by all

),

near as (

    select
        other.community_id,
        other.window_kind,
        other.window_end,
        usual.window_end as usual_window_end
    from populations as other
    inner join populations as usual
        on usual.community_id = other.community_id
        and usual.window_kind = 'w13'
        and (
            (usual.window_start >= other.window_start and usual.window_end <= other.window_end)
            or (usual.window_start <= other.window_start and usual.window_end >= other.window_end)
        )
    where
        other.window_kind <> 'w13'
        and abs(usual.contributor_count - other.contributor_count) between 1 and $min_group - 1

)

select distinct
    measurements.community_id,
    measurements.indicator_id,
    measurements.part,
    measurements.view,
    measurements.window_kind,
    measurements.window_end
from indicators._told as measurements
inner join near using (community_id, window_kind, window_end)
inner join indicators._told as usual
    on usual.community_id = measurements.community_id
    and usual.indicator_id = measurements.indicator_id
    and usual.part = measurements.part
    and usual.view = measurements.view
    and usual.window_kind = 'w13'
    and usual.window_end = near.usual_window_end
where measurements.status = 'shown' and usual.status = 'shown'
