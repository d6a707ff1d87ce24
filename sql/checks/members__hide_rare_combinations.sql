-- Every combination of unit, region, tier and time zone that is told apart is held by enough people.
-- level: fail
select
    unit,
    region,
    tier,
    time_zone,
    count(*) as person_count
from facts.members
where unit <> 'other' or region <> 'other' or tier <> 'other' or time_zone <> 'other'
group by all
having person_count < $min_subgroup
