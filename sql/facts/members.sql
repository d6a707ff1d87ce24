-- One row per person seen from a community.
-- grain: member_id
-- note: unit, region and tier are coarse; a combination held by too few people is other, from the tier upwards.
select
    persons.member_id,
    groups.shown_unit as unit,
    groups.shown_region as region,
    case
        when count(*) over (partition by persons.time_zone) >= $min_subgroup then persons.time_zone
        else 'other'
    end as time_zone,
    groups.shown_tier as tier,
    persons.is_enabled,
    persons.first_seen_on
from facts._persons as persons
inner join facts._attribute_groups as groups using (unit, region, tier)
