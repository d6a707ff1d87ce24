-- One row per indicator that is worth asking about: what story would tell why?
-- grain: community_id, indicator_id, part
-- note: months and quarters speak; the weeks between them say what the newest month does.
select
    measurements.community_id,
    measurements.indicator_id,
    measurements.part,
    measurements.window_end,
    catalogue.value_cycle as cycle,
    catalogue.prompt
from indicators._told as measurements
inner join indicators.catalogue using (indicator_id, method_version)
where
    measurements.signal = 'worth_asking'
    and measurements.status = 'shown'
    and measurements.view = 'all'
    and (
        measurements.window_kind = 'month'
        or measurements.window_end in (select weeks.quarter_end from facts._weeks as weeks)
    )
qualify row_number() over (
    partition by measurements.community_id, measurements.indicator_id, measurements.part
    order by measurements.window_end desc, measurements.window_kind
) = 1
