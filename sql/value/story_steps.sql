-- One row per step of a story through the cycles, in the order told.
-- grain: story_id, position
select
    steps.story_id,
    steps.position,
    steps.cycle,
    steps.narrative,
    steps.told_when,
    steps.told_where,
    steps.certainty
from inputs.story_steps as steps
inner join inputs.stories using (story_id)
where stories.state not in ('draft', 'withdrawn')
