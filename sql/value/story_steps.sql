-- One row per step of a story through the cycles, in the order told.
-- grain: story_id, position
select
    story_id,
    position,
    cycle,
    narrative,
    told_when,
    told_where,
    certainty
from inputs.story_steps
