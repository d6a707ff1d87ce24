-- One row per mentoring programme with enough people on either side.
-- grain: programme_id
select
    programme_id,
    name,
    starts_on,
    ends_on,
    framework,
    wave_count,
    mentor_count,
    mentee_count,
    case when pair_count >= $min_subgroup then pair_count end as pair_count
from mentoring._programmes
where mentor_count >= $min_subgroup and mentee_count >= $min_subgroup
