-- One row per community.
-- grain: community_id
with

choices as (

    select
        community_id,
        string_agg(dimension_id, ', ' order by dimension_id[2:]::integer) as chosen_dimensions,
        any_value(chosen_by) as chosen_by
    from publish._chosen
    group by community_id

),

sizes as (

    select
        community_id,
        count(distinct member_id) filter (valid_to is null and state in ('owner', 'member', 'follower')) as member_count,
        min(valid_from)::date as membership_seen_from
    from facts.memberships
    group by community_id

),

unseen as (

    select
        community_id,
        count(*) filter (is_declared and state <> 'visible') as not_visible_place_count
    from facts._places
    group by community_id

)

select
    communities.community_id,
    communities.name,
    communities.kind,
    communities.domain,
    communities.launched_on,
    communities.stage_declared,
    coalesce(choices.chosen_dimensions, '') as chosen_dimensions,
    coalesce(choices.chosen_by, 'starter') as chosen_by,
    sizes.member_count,
    sizes.membership_seen_from,
    coalesce(unseen.not_visible_place_count, 0) as not_visible_place_count,
    case when sizes.member_count is null then 'not_applicable' else 'shown' end as status,
    null::varchar as reason
from facts.communities
left join choices using (community_id)
left join sizes using (community_id)
left join unseen using (community_id)
