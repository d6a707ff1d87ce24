-- One row per span over which a person stood in one state towards a community.
-- grain: community_id, member_id, valid_from
-- note: dated by sighting: who was there at the first reading may have joined years before.
with

sightings as (

    select
        places.community_id,
        members.person as member_id,
        members.state,
        members.valid_from,
        members.valid_to
    from stage.members
    inner join facts._places as places using (place_id)
    union all
    select
        places.community_id,
        followers.person as member_id,
        'follower' as state,
        followers.valid_from,
        followers.valid_to
    from stage.followers
    inner join facts._places as places using (place_id)
    where places.is_declared and places.type <> 'group'

),

moments as (

    select
        community_id,
        member_id,
        unnest([valid_from, valid_to]) as moment
    from sightings
    anti join facts._nobodies using (member_id)

),

states as (

    select
        moments.community_id,
        moments.member_id,
        moments.moment,
        arg_max(
            sightings.state,
            coalesce(list_position(['banned', 'invited', 'pending', 'follower', 'member', 'owner'], sightings.state), 0)
        ) as state
    from moments
    left join sightings
        on sightings.community_id = moments.community_id
        and sightings.member_id = moments.member_id
        and sightings.valid_from <= moments.moment
        and coalesce(sightings.valid_to, 'infinity') > moments.moment
    where moments.moment is not null
    group by all

),

changes as (

    select
        community_id,
        member_id,
        state,
        moment as valid_from
    from states
    qualify state is distinct from lag(state) over (partition by community_id, member_id order by moment)

),

spans as (

    select
        changes.*,
        lead(valid_from) over (partition by community_id, member_id order by valid_from) as valid_to
    from changes

)

select
    community_id,
    member_id,
    state,
    valid_from,
    valid_to
from spans
where state is not null
