-- One row per tie of a kind between two members in a window.
-- grain: community_id, window_end, from_member_id, to_member_id, kind
-- note: trailing 13 ISO weeks; closed weeks of the last 90 days only. A co-participation has no direction and stands once;
-- note: a thread of more than ten in the window ties nobody.
with

windows as (

    select window_end
    from unnest(generate_series(date_trunc('week', $data_cut) - interval 84 days, $data_cut, interval 7 days))
        as weeks (window_end)
    where window_end > $data_cut - interval 90 days

),

turnings as (

    select
        community_id,
        from_member_id,
        to_member_id,
        'reply' as kind,
        date_trunc('week', replied_at) as week_start,
        count(*) as weight
    from facts.replies
    where from_member_id <> to_member_id and replied_at >= date_trunc('week', $data_cut) - interval 175 days
    group by all
    union all
    select
        community_id,
        from_member_id,
        to_member_id,
        'mention' as kind,
        date_trunc('week', mentioned_at) as week_start,
        count(*) as weight
    from facts.mentions
    where mentioned_at >= date_trunc('week', $data_cut) - interval 175 days
    group by all

),

seats as (

    select distinct
        contributions.community_id,
        contributions.thread_id,
        windows.window_end,
        contributions.member_id
    from facts.contributions
    inner join windows
        on contributions.contributed_at >= windows.window_end - interval 91 days
        and contributions.contributed_at < windows.window_end
    where contributions.member_id is not null

),

tables as (

    select
        community_id,
        thread_id,
        window_end,
        list(member_id) as members,
        1 / (count(*) - 1) as weight
    from seats
    group by all
    having count(*) between 2 and 10

),

pairs as (

    select
        community_id,
        window_end,
        unnest(members) as one,
        members,
        weight
    from tables

),

meetings as (

    select
        community_id,
        window_end,
        one as from_member_id,
        unnest(members) as to_member_id,
        weight
    from pairs

)

select
    turnings.community_id,
    windows.window_end,
    turnings.from_member_id,
    turnings.to_member_id,
    turnings.kind,
    sum(turnings.weight)::double as weight
from turnings
inner join windows
    on turnings.week_start >= windows.window_end - interval 91 days
    and turnings.week_start < windows.window_end
group by all
union all
select
    community_id,
    window_end,
    from_member_id,
    to_member_id,
    'coparticipation' as kind,
    round(sum(weight), 9) as weight
from meetings
where from_member_id < to_member_id
group by all
