-- Every value is a number, and lies within its interval.
-- level: fail
select
    community_id,
    indicator_id,
    part,
    window_end,
    value,
    lower,
    upper
from indicators.measurements
where
    not isfinite(value)
    or isnan(lower)
    or isnan(upper)
    or value < lower
    or value > upper
