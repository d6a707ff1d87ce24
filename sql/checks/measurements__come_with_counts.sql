-- Every value that is shown comes with its counts and its coverage.
-- level: fail
select
    community_id,
    indicator_id,
    part,
    window_end
from indicators.measurements
where status = 'shown' and (unit_count is null or person_count is null or coverage is null)
