-- One row per contribution, and per reply or mention by which one person turned to another; all by number.
-- grain: community, said_at, thread, source, target
-- note: a contribution has the target −1.
with

threads as (

    select
        community_id,
        thread_id,
        (row_number() over (partition by community_id order by thread_id) - 1)::integer as thread
    from (select distinct community_id, thread_id from facts.contributions)

),

said as (

    select
        community_id,
        thread_id,
        member_id,
        null as to_member_id,
        contributed_at as said_at,
        false as is_reply
    from facts.contributions
    union all
    select
        community_id,
        thread_id,
        from_member_id as member_id,
        to_member_id,
        replied_at as said_at,
        true as is_reply
    from facts.replies
    where from_member_id <> to_member_id
    union all
    select
        mentions.community_id,
        contributions.thread_id,
        mentions.from_member_id as member_id,
        mentions.to_member_id,
        mentions.mentioned_at as said_at,
        false as is_reply
    from facts.mentions
    inner join facts.contributions using (contribution_id)
    where mentions.from_member_id <> mentions.to_member_id

)

select
    sources.community,
    epoch_us(said.said_at) as said_at,
    threads.thread,
    sources.seat as source,
    coalesce(targets.seat, -1) as target,
    count(*) filter (said.is_reply) as reply_count
from said
inner join threads using (community_id, thread_id)
inner join evidence._seats as sources on sources.community_id = said.community_id and sources.member_id = said.member_id
left join evidence._seats as targets on targets.community_id = said.community_id and targets.member_id = said.to_member_id
group by all
order by all
