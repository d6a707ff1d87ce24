-- One row per place of a community, its blogs included.
-- grain: place_id
-- note: a declared place nobody has seen yet stands as not_visible.
with

belonging as (

    select
        coalesce(places.place_id, community_places.place_id) as place_id,
        community_places.community_id,
        places.type,
        coalesce(places.state, 'not_visible') as state,
        case places.type when 'group' then places.member_count when 'blog' then null else places.follower_count end
            as announced_member_count,
        places.first_landed_at as first_seen_at,
        coalesce(places.place_id = community_places.place_id, true) as is_declared
    from inputs.community_places
    left join stage.places on places.asked_place_id = community_places.place_id

)

select
    place_id,
    community_id,
    type,
    state,
    is_declared,
    announced_member_count,
    first_seen_at
from belonging
qualify row_number() over (partition by place_id order by is_declared desc, community_id) = 1
