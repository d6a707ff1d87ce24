-- One row per person seen from a community, with the attributes the platform shows of them now.
-- grain: member_id
with

seen as (

    select member_id from facts.memberships
    union
    select member_id from facts.contributions
    union
    select member_id from facts.roles
    union
    select to_member_id from facts.mentions
    union
    select from_member_id from facts.reactions
    union
    select from_member_id from facts.outcomes
    union
    select member_id from facts.revisions

)

select
    seen.member_id,
    coalesce(people.unit, 'other') as unit,
    coalesce(people.region, 'other') as region,
    coalesce(people.tier, 'other') as tier,
    coalesce(people.time_zone, 'other') as time_zone,
    people.enabled as is_enabled,
    people.first_landed_at::date as first_seen_on
from seen
left join stage.people on people.person = seen.member_id
where seen.member_id is not null
