-- One row per story and thing that should show it, with the last value of it by the end of the story's quarter.
-- grain: story_id, cycle, effect
-- note: an indicator's value comes with its interval and status, part by part; a metric's with its unit.
with

quarters as (

    select distinct
        story_id,
        community_id,
        period,
        make_timestamp(period[:4]::bigint, 3 * period[7:]::bigint - 2, 1, 0, 0, 0) + interval 3 months as ends_at
    from inputs.stories

),

measured as (

    select
        effects.story_id,
        effects.cycle,
        effects.relation,
        measurements.indicator_id || ' ' || measurements.part as effect,
        measurements.value,
        measurements.lower,
        measurements.upper,
        measurements.status,
        'as the catalogue says' as unit
    from inputs.story_effects as effects
    inner join quarters using (story_id)
    inner join indicators._told as measurements
        on measurements.indicator_id = effects.indicator_id
        and measurements.community_id = quarters.community_id
        and measurements.view = 'all'
        and measurements.window_kind = 'w13'
        and measurements.window_end <= quarters.ends_at
    inner join (select distinct quarter_end as window_end from facts._weeks) as closed using (window_end)
    qualify row_number() over (
        partition by effects.story_id, effects.cycle, effect
        order by measurements.window_end desc
    ) = 1

),

reckoned as (

    select
        effects.story_id,
        effects.cycle,
        effects.relation,
        effects.metric_id || ', ' || metrics.period as effect,
        metrics.value,
        null::double as lower,
        null::double as upper,
        'shown' as status,
        metrics.unit
    from inputs.story_effects as effects
    inner join quarters using (story_id)
    inner join inputs.metrics
        on metrics.metric_id = effects.metric_id
        and metrics.community_id = quarters.community_id
    qualify row_number() over (partition by effects.story_id, effects.cycle, effect) = 1

)

from measured
union all
from reckoned
