-- One row per wave of a mentoring programme and closed quarter in which it went on: how its pairs met.
-- grain: programme_id, wave, window_start
-- note: a pair goes on while it has not ended and no six weeks went by without a session; sessions are counted in the
-- note: window, pairs that go on or have met six times since their first day. A pair is in no window before that, nor in one
-- note: after it ended.
select
    programme_id,
    wave,
    'block13' as window_kind,
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
    person_count,
    'shown' as status,
    null::varchar as reason
from mentoring._cadence
