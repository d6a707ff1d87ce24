-- One row per question that the warrants and expectations of an open objective leave.
-- grain: objective_id, question
-- note: questions for the conversation, not faults. An objective that is retired or released leaves none.
with

open_objectives as (

    select
        objectives.objective_id,
        objectives.community_id,
        objectives.objective,
        objectives.origin,
        coalesce(bool_or(warrants.kind = 'imperative'), false) as has_imperative,
        coalesce(bool_or(warrants.kind = 'member need'), false) as has_need,
        coalesce(bool_or(warrants.kind = 'expectation'), false) as has_expectation,
        coalesce(bool_or(warrants.kind = 'passion'), false) as has_passion,
        count(distinct warrants.voiced_by) filter (warrants.kind = 'passion') as leading_count,
        max(warrants.until_on) filter (warrants.kind = 'passion') as led_until_on
    from inputs.objectives
    left join inputs.warrants using (objective_id)
    where objectives.state not in ('retired', 'released')
    group by all

),

early as (

    select distinct expectations.objective_id
    from inputs.expectations
    inner join inputs.objectives using (objective_id)
    inner join inputs.stages using (community_id)
    where expectations.cycle = 'realised' and stages.stage in ('potential', 'coalescing')

),

asked as (

    select
        open_objectives.objective_id,
        open_objectives.community_id,
        unnest([
            case when not has_passion then 'Nobody has said they want to lead this.' end,
            case when not has_imperative and not has_need then 'Nobody has said why it is needed.' end,
            case when not has_expectation then 'Nobody has vouched for what a community can deliver here.' end,
            case when has_imperative and not has_need then 'It is asked for, and no member has said they need it: whose is it?' end,
            case when has_need and not has_imperative then 'Members need it: who would sponsor this?' end,
            case
                when led_until_on < $data_cut::date + 60
                    then 'What was promised to lead it ends within sixty days: who carries it on?'
            end,
            case when leading_count = 1 then 'One role carries it: who could share it?' end,
            case
                when early.objective_id is not null
                    then 'It expects realised value of a community at its beginning: is that fair to expect yet?'
            end,
            case
                when origin = 'mandated' and regexp_matches(objective, '[0-9]')
                    then 'It was mandated and holds a number: what would be done for the number alone?'
            end
        ]) as question
    from open_objectives
    left join early using (objective_id)

)

select
    objective_id,
    community_id,
    question
from asked
where question is not null
