-- One row per cycle: how far those who coded stories found it in the same ones.
-- grain: cycle
-- note: Krippendorff's alpha of the coding, of nothing else.
select
    cycle,
    story_count,
    coder_count,
    alpha,
    reliability
from inputs.coding_agreement
