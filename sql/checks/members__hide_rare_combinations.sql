-- Every combination of unit, region and tier that is told apart is held by enough people.
-- level: fail
select
    unit,
    region,
    tier,
    count(*) as person_count
from facts.members
where unit <> 'other' or region <> 'other' or tier <> 'other'
group by all
having person_count < $min_subgroup
