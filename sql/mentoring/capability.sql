-- One row per wave of a mentoring programme and what enough of its people told at its end, by how they told it.
-- grain: programme_id, wave, competence, comparison, change
-- note: "pre to post" and "then to post" stand beside each other: neither is the truth, and no gain is worked out of them.
-- note: "sessions, pre to post" is of the whole cohort: of each band of sessions held, how many went up. No cause is told.
select
    programme_id,
    wave,
    starts_on,
    ends_on,
    competence,
    comparison,
    change,
    person_count,
    answered_count,
    share,
    lower,
    upper,
    sign_test
from mentoring._capability
where least_person_count >= $min_subgroup
