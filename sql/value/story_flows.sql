-- One row per thing one step of a story gave to another; a feedback loop brought it back to the community.
-- grain: story_id, from_position, to_position
select
    story_id,
    from_position,
    to_position,
    any_value(kind) as kind,
    any_value(artefact) as artefact,
    min(dated_on) as dated_on
from inputs.story_flows
group by all
