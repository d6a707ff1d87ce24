-- One row per wave of a mentoring programme and thing its people told at its end: how capability moved, answers, completion.
-- grain: programme_id, wave, window_start, window_end, competence, comparison, change
-- note: told once, six weeks after the wave ended. "pre to post" and "then to post" stand beside each other: neither is the
-- note: truth, and no gain is worked out of them. Directions or answers with too few behind them are told as one, or not at all.
-- note: "sessions, pre to post" is told of the whole cohort, six weeks after its last wave ended: of each band of sessions held,
-- note: how many went up. Who met more may have wanted more: more sessions are no cause of more change.
select
    programme_id,
    wave,
    starts_on::timestamp as window_start,
    ends_on::timestamp as window_end,
    competence,
    comparison,
    change,
    person_count,
    answered_count,
    missing_count,
    share,
    lower,
    upper,
    case when share is not null then 'Wilson 95 %' end as interval_method,
    sign_test,
    case when share is null then 'too_few' else 'shown' end as status,
    null::varchar as reason,
    least_person_count as _least_person_count
from mentoring._capability
