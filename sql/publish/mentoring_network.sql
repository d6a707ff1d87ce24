-- One row per wave of an evaluated mentoring programme, or all of them, and quantity of its people's network.
-- grain: programme_id, wave, part, window_end
-- note: partners are members of another tier with whom replies went both ways in thirteen weeks; not counted are the own
-- note: pair and former ones, the programme's space, threads of events. Mentees count as mentored since their wave began,
-- note: however late their pair was formed: the wave is what chance drew. An effect smaller than minimum_detectable looks like nothing.
-- note: People not mentored yet may meet those who are, which makes the effect look smaller.
select
    programme_id,
    wave,
    part,
    window_start,
    window_end,
    value,
    lower,
    upper,
    interval_method,
    chance,
    null_percentile,
    person_count,
    status,
    null::varchar as reason,
    largest_share as _largest_share,
    two_largest_share as _two_largest_share,
    coalesce(behind_count, person_count) as _behind_count
from mentoring._network
