-- One row per metric of the business, community and period, as its source gives it.
-- grain: metric_id, community_id, period
select
    metric_id,
    community_id,
    period,
    cycle,
    value,
    unit,
    source,
    owner_role
from inputs.metrics
