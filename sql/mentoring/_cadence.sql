-- One row per wave of a mentoring programme and closed quarter in which it went on: how its pairs met.
-- grain: programme_id, wave, window_start
-- note: a pair goes on while it has not ended and no six weeks went by without a session; sessions are counted in the
-- note: window, pairs that go on or have met six times since their first day. A pair is in no window before that, nor in one
-- note: after it ended.
with

courses as (

    select
        programme_id,
        wave,
        window_start::timestamp as window_start,
        window_end::timestamp as window_end,
        count(*) as pair_count,
        count(*) filter (where is_going) as going_pair_count,
        count(*) filter (where is_full) as full_pair_count
    from mentoring._courses
    group by all

),

sessions as (

    select
        *,
        date_diff('day', max(planned_on) filter (where state = 'held') over before, planned_on) as gap_days
    from mentoring._sessions
    window before as (
        partition by programme_id, mentor_id, mentee_id
        order by planned_on
        rows between unbounded preceding and 1 preceding
    )

)

select
    courses.programme_id,
    courses.wave,
    courses.window_start,
    courses.window_end,
    count(sessions.planned_on) as planned_count,
    count(*) filter (where sessions.state = 'held') as held_count,
    count(*) filter (where sessions.state = 'moved') as moved_count,
    count(*) filter (where sessions.state = 'cancelled') as cancelled_count,
    median(sessions.gap_days) filter (where sessions.state = 'held') as median_gap_days,
    courses.pair_count,
    count(distinct sessions.mentee_id) filter (where sessions.state = 'held') as met_pair_count,
    courses.going_pair_count,
    courses.full_pair_count,
    count(distinct sessions.mentee_id) + count(distinct sessions.mentor_id) as person_count
from courses
left join sessions
    on sessions.programme_id = courses.programme_id
    and sessions.wave = courses.wave
    and sessions.planned_on >= courses.window_start
    and sessions.planned_on < courses.window_end
group by all
