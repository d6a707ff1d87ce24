-- One row per story, step and thread that shows it; never leaves the analysts' file.
-- grain: story_id, position, thread_id
select distinct
    named.story_id,
    named.position,
    named.cycle,
    contributions.thread_id
from (
    select
        story_id,
        position,
        cycle,
        unnest(evidence) as contribution_id
    from inputs.story_steps
) as named
inner join facts.contributions using (contribution_id)
