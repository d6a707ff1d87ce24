-- One row per thread: a root and what was said below it.
-- grain: thread_id
-- note: the first reply is the first by a known person other than the starter.
with

participants as (

    select
        thread_id,
        count(distinct member_id) as participant_count
    from facts.contributions
    group by all

),

replied as (

    select
        replies.thread_id,
        count(*) as reply_count,
        min(row(replies.replied_at, replies.contribution_id, replies.from_member_id)) filter (
            replies.from_member_id is not null and replies.from_member_id is distinct from roots.member_id
        ) as first_reply
    from facts.replies
    inner join facts._roots as roots using (thread_id)
    group by all

),

closings as (

    select
        target as thread_id,
        min(marked_at) as closed_at
    from stage.outcomes
    where lower(name) in ('resolved', 'finalized')
    group by all

)

select
    roots.thread_id,
    roots.community_id,
    roots.member_id,
    roots.kind,
    roots.contributed_at as started_at,
    roots.kind = 'question' as is_question,
    replied.first_reply[1] as first_reply_at,
    replied.first_reply[3] as first_reply_by,
    coalesce(replied.reply_count, 0) as reply_count,
    participants.participant_count,
    coalesce(depths.depth, 0) as depth,
    closings.closed_at
from facts._roots as roots
inner join participants using (thread_id)
left join replied using (thread_id)
left join facts._depths as depths using (thread_id)
left join closings using (thread_id)
