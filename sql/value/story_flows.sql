-- One row per thing one step of a story gave to another; a feedback loop brought it back to the community.
-- grain: story_id, from_position, to_position
select
    flows.story_id,
    flows.from_position,
    flows.to_position,
    any_value(flows.kind) as kind,
    any_value(flows.artefact) as artefact,
    min(flows.dated_on) as dated_on
from inputs.story_flows as flows
inner join inputs.stories using (story_id)
where stories.state not in ('draft', 'withdrawn')
group by all
