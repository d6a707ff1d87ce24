-- One row per step of a published story, in the words its teller approved, and what of it was brought back.
-- grain: story_id, position
select
    steps.story_id,
    stories.community_id,
    steps.position,
    steps.cycle,
    steps.narrative,
    steps.certainty,
    min(flows.to_position) as back_to_position,
    min_by(flows.artefact, flows.to_position) as brought_back,
    min_by(flows.dated_on, flows.to_position) as brought_back_on
from publish.value_stories as stories
inner join inputs.story_steps as steps using (story_id)
left join inputs.story_flows as flows
    on flows.story_id = steps.story_id
    and flows.from_position = steps.position
    and flows.kind = 'feedback loop'
group by all
