-- One row per indicator that is worth asking about: what story would tell why?
-- grain: community_id, indicator_id, part
select
    measurements.community_id,
    measurements.indicator_id,
    measurements.part,
    measurements.window_end,
    catalogue.value_cycle as cycle,
    catalogue.prompt
from indicators.measurements
inner join indicators.catalogue using (indicator_id)
where
    measurements.signal = 'worth_asking'
    and measurements.status = 'shown'
    and measurements.view = 'all'
qualify row_number() over (
    partition by measurements.community_id, measurements.indicator_id, measurements.part
    order by measurements.window_end desc, measurements.window_kind
) = 1
