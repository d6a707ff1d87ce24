-- One row per evaluated programme, block of thirteen weeks and two members who replied to each other in it.
-- grain: programme_id, block, member_id, partner_id
-- note: each two stand twice, once from either side. Not counted: the programme's own space, threads of events, the own pair,
-- note: nor a former one.
with

turns as (

    select distinct
        blocks.programme_id,
        blocks.block,
        replies.from_member_id,
        replies.to_member_id
    from facts.replies
    inner join facts.threads using (thread_id)
    inner join mentoring._blocks as blocks
        on replies.replied_at >= blocks.window_start
        and replies.replied_at < blocks.window_end
    inner join (select distinct programme_id, space from mentoring._evaluated) as programmes
        on programmes.programme_id = blocks.programme_id
    where
        not replies.is_self
        and replies.from_member_id is not null
        and replies.to_member_id is not null
        and threads.kind <> 'event'
        and replies.community_id is distinct from programmes.space

)

select
    turns.programme_id,
    turns.block,
    turns.from_member_id as member_id,
    turns.to_member_id as partner_id,
    one.tier,
    other.tier as partner_tier
from turns
inner join turns as back
    on back.programme_id = turns.programme_id
    and back.block = turns.block
    and back.from_member_id = turns.to_member_id
    and back.to_member_id = turns.from_member_id
inner join facts.members as one on one.member_id = turns.from_member_id
inner join facts.members as other on other.member_id = turns.to_member_id
where
    one.tier <> 'other'
    and other.tier <> 'other'
    and not exists (
        from mentoring._evaluated as own
        where
            own.programme_id = turns.programme_id
            and turns.from_member_id in (own.member_id, own.mentor_id)
            and turns.to_member_id in (own.member_id, own.mentor_id)
    )
