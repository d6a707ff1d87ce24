-- One row per mentoring programme.
-- grain: programme_id
select
    programme_id,
    name,
    starts_on,
    ends_on,
    framework,
    wave_count,
    mentor_count,
    trained_mentor_count,
    mentee_count,
    pair_count,
    unmatched_count,
    'shown' as status,
    null::varchar as reason
from mentoring._programmes
