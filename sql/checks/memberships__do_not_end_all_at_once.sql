-- No more than a fifth of a community's members were gone at the last sighting.
-- level: warn
-- note: a reorganisation does this, and so does a list read short.
with

standing as (

    select
        community_id,
        max(greatest(valid_from, coalesce(valid_to, valid_from))) as last_sighting
    from facts.memberships
    group by all

)

select
    memberships.community_id,
    count(distinct member_id) filter (valid_to is null or valid_to = last_sighting) as member_count,
    count(distinct member_id) filter (valid_to = last_sighting) as gone_count
from facts.memberships
inner join standing using (community_id)
where memberships.state in ('owner', 'member', 'follower')
group by all
having gone_count > 4 and gone_count > 0.2 * member_count
