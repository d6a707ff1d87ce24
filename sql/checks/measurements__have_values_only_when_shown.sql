-- A measurement has a value, an interval or a band only where its status is shown.
-- level: fail
select
    community_id,
    indicator_id,
    part,
    window_end,
    status
from indicators.measurements
where status <> 'shown' and (value is not null or lower is not null or upper is not null or band is not null)
