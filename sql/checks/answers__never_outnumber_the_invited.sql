-- No dimension of a health check has more answers than members were invited.
-- level: warn
select
    answers.community_id,
    answers.period,
    answers.dimension_id,
    sum(answers.answer_count) as answer_count,
    checks.invited_count
from health.answers
inner join health.checks using (community_id, period)
group by all
having sum(answers.answer_count) > checks.invited_count
