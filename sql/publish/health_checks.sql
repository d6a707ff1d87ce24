-- One row per closed health check.
-- grain: community_id, period
with

answered as (

    select
        community_id,
        period,
        dimension_id,
        sum(answer_count)::bigint as answered_count
    from health.answers
    group by all

)

select
    checks.community_id,
    checks.period,
    checks.opened_on,
    checks.frozen_on,
    checks.closed_on,
    checks.state,
    checks.invited_count,
    coalesce(max(answered.answered_count), 0) as answered_count,
    checks.next_look_on
from health.checks
left join answered using (community_id, period)
where checks.closed_on is not null
group by all
