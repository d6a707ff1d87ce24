-- One row per wave of a mentoring programme and closed quarter in which it went on: how its pairs met.
-- grain: programme_id, wave, window_start
-- note: waves of fewer pairs than a subgroup needs are not in it. No pair and no person stands here: by the days of their
-- note: sessions and of their going a manager could be told apart in the communities.
select
    programme_id,
    wave,
    window_start,
    window_end,
    planned_count,
    held_count,
    moved_count,
    cancelled_count,
    median_gap_days,
    pair_count,
    met_pair_count,
    going_pair_count,
    full_pair_count,
    person_count
from mentoring._cadence
where pair_count >= $min_subgroup
