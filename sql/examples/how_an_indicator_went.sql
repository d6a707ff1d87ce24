-- How did one quantity of one community go, thirteen weeks each, week by week, with its interval and what it rests on?
select
    window_end,
    value,
    lower,
    upper,
    unit_count,
    person_count,
    status,
    signal
from indicators.measurements
where
    community_id = (select min(community_id) from facts.communities)
    and indicator_id = 'V-2'
    and part = 'replied_14d'
    and view = 'all'
    and window_kind = 'w13'
order by window_end
