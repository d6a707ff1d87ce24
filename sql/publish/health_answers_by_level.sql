-- One row per closed health check, dimension, level of participation members gave themselves, and answer.
-- grain: community_id, period, dimension_id, participation_level, answer
-- note: only where each level has enough members for itself, and so has the rest.
with

told as (

    select
        answers.community_id,
        answers.period,
        answers.dimension_id,
        answers.participation_level,
        answers.answer,
        answers.answer_count,
        sum(answers.answer_count) over (
            partition by answers.community_id, answers.period, answers.dimension_id, answers.participation_level
        )::bigint as respondent_count
    from health.answers_by_level as answers
    inner join health.checks using (community_id, period)
    where checks.closed_on is not null

)

select
    community_id,
    period,
    dimension_id,
    participation_level,
    answer,
    answer_count,
    respondent_count,
    'shown' as status,
    null::varchar as reason
from told
qualify min(respondent_count) over (partition by community_id, period, dimension_id) >= $min_subgroup
