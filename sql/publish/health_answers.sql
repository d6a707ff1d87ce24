-- One row per closed health check, dimension and answer.
-- grain: community_id, period, dimension_id, answer
-- note: respondent_count leaves out those who cannot see it and those for whom it is not relevant.
select
    answers.community_id,
    answers.period,
    answers.dimension_id,
    answers.answer,
    answers.answer_count,
    coalesce(
        sum(answers.answer_count) filter (answers.answer not in ('can''t see', 'not relevant'))
            over (partition by answers.community_id, answers.period, answers.dimension_id),
        0
    )::bigint as respondent_count,
    'shown' as status,
    null::varchar as reason
from health.answers
inner join health.checks using (community_id, period)
where checks.closed_on is not null
