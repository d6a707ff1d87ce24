-- One row per community and step of its launch that was begun.
-- grain: community_id, step
select
    community_id,
    step,
    started_on,
    done_on,
    evidence
from inputs.launch_steps
