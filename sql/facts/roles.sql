-- One row per span over which a member held a declared role in a community.
-- grain: community_id, member_id, role, valid_from
-- note: a role declared for all communities is held in each; spans that touch or overlap are one.
with

declared as (

    select
        communities.community_id,
        roles.member_id,
        roles.role,
        coalesce(roles.valid_from, date '1970-01-01')::timestamp as valid_from,
        roles.valid_to::timestamp as valid_to
    from inputs.roles
    inner join facts.communities on roles.community_id is null or roles.community_id = communities.community_id
    anti join facts._nobodies using (member_id)
    where roles.valid_to is null or roles.valid_to > coalesce(roles.valid_from, date '1970-01-01')

),

reaching as (

    select
        declared.*,
        max(coalesce(valid_to, 'infinity')) over (
            partition by community_id, member_id, role
            order by valid_from, valid_to nulls last
            rows between unbounded preceding and 1 preceding
        ) as reached_before
    from declared

),

joined as (

    select
        reaching.*,
        count(*) filter (reached_before is null or valid_from > reached_before) over (
            partition by community_id, member_id, role
            order by valid_from, valid_to nulls last
            rows between unbounded preceding and current row
        ) as span
    from reaching

)

select
    community_id,
    member_id,
    role,
    min(valid_from) as valid_from,
    case when bool_and(valid_to is not null) then max(valid_to) end as valid_to
from joined
group by community_id, member_id, role, span
