-- One row per person seen from a community.
-- grain: member_id
-- note: unit, region and tier are coarse; a combination held by too few people is other, from the time zone and tier upwards.
select
    persons.member_id,
    groups.shown_unit as unit,
    groups.shown_region as region,
    zones.shown_time_zone as time_zone,
    groups.shown_tier as tier,
    persons.is_enabled,
    persons.first_seen_on
from facts._persons as persons
inner join facts._attribute_groups as groups using (unit, region, tier)
inner join facts._zone_groups as zones
    on zones.unit = groups.shown_unit
    and zones.region = groups.shown_region
    and zones.tier = groups.shown_tier
    and zones.time_zone = persons.time_zone
