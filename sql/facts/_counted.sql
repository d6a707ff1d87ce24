-- One row per community and kind of thing the platform itself counts there: how many it says, and how many were read.
-- grain: community_id, counted
-- note: a count comes with the parent of a list, and the list is read again when it changes: both are of one sighting.
with

given as (

    select
        target,
        count(*) as like_count
    from stage.likes
    group by all

),

announced as (

    select
        thread_id as thing,
        community_id,
        announced_like_count
    from facts._roots
    where contributed_at >= $kept_from
    union all
    select
        contribution_id as thing,
        community_id,
        announced_like_count
    from facts._replies
    where contributed_at >= $kept_from

),

belonging as (

    select
        place_id,
        person
    from stage.members
    where valid_to is null and state in ('member', 'owner')
    union
    select
        place_id,
        person
    from stage.followers
    where valid_to is null

),

counts as (

    select
        roots.community_id,
        'replies' as counted,
        roots.announced_reply_count as announced_count,
        threads.reply_count as read_count
    from facts._roots as roots
    inner join facts.threads using (thread_id)
    union all
    select
        announced.community_id,
        'likes' as counted,
        announced.announced_like_count as announced_count,
        coalesce(given.like_count, 0) as read_count
    from announced
    left join given on given.target = announced.thing
    union all
    select
        places.community_id,
        'members' as counted,
        places.announced_member_count as announced_count,
        count(belonging.person) as read_count
    from facts._places as places
    left join belonging using (place_id)
    where places.is_declared and places.state = 'visible'
    group by places.place_id, places.community_id, places.announced_member_count

)

select
    community_id,
    counted,
    sum(announced_count)::bigint as announced_count,
    sum(read_count)::bigint as read_count
from counts
where announced_count is not null
group by all
