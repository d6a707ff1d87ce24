-- One row per community and cycle: how many indicators, questions and stories speak to it. Empty cells are findings.
-- grain: community_id, cycle
with

shown as (

    select
        measurements.community_id,
        catalogue.value_cycle as cycle,
        count(distinct measurements.indicator_id) as indicator_count
    from publish.indicator_measurements as measurements
    inner join indicators.catalogue using (indicator_id, method_version)
    where measurements.status = 'shown'
    group by all

),

asked as (

    select
        answers.community_id,
        cycles.cycle,
        count(distinct answers.dimension_id) as question_count
    from publish.health_answers as answers
    inner join inputs.cycles on list_contains(cycles.dimensions, answers.dimension_id)
    group by all

),

told as (

    select
        stories.community_id,
        steps.cycle,
        count(distinct stories.story_id) as story_count,
        count(distinct stories.story_id) filter (steps.certainty = 'expected') as expected_count
    from publish.value_stories as stories
    inner join inputs.story_steps as steps using (story_id)
    group by all

),

brought_back as (

    select
        stories.community_id,
        steps.cycle,
        count(*) as closed_loop_count
    from publish.value_stories as stories
    inner join inputs.story_flows as flows using (story_id)
    inner join inputs.story_steps as steps on steps.story_id = flows.story_id and steps.position = flows.from_position
    where flows.kind = 'feedback loop' and flows.artefact is not null and flows.dated_on is not null
    group by all

)

select
    communities.community_id,
    cycles.cycle,
    cycles.position,
    coalesce(shown.indicator_count, 0) as indicator_count,
    coalesce(asked.question_count, 0) as question_count,
    coalesce(told.story_count, 0) as story_count,
    coalesce(told.expected_count, 0) as expected_count,
    coalesce(brought_back.closed_loop_count, 0) as closed_loop_count
from inputs.communities
cross join inputs.cycles
left join shown using (community_id, cycle)
left join asked using (community_id, cycle)
left join told using (community_id, cycle)
left join brought_back using (community_id, cycle)
