-- One row per span over which a person had the same coarse attributes, and whether they are still at the bank.
-- grain: member_id, valid_from
select
    attributes.member_id,
    attributes.unit,
    attributes.region,
    attributes.tier,
    attributes.time_zone,
    attributes.valid_from,
    attributes.valid_to,
    members.is_enabled
from facts.member_attributes as attributes
inner join facts.members using (member_id)
