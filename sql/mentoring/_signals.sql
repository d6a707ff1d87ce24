-- One row per evaluated programme and block of thirteen weeks: how many of its mentees showed up where others learn.
-- grain: programme_id, block
-- note: regular is four weeks or more with a contribution; beyond the own unit counts replies; mentioned is by another tier.
with

contributed as (

    select
        blocks.programme_id,
        blocks.block,
        contributions.member_id,
        count(distinct date_trunc('week', contributions.contributed_at)) >= 4 as is_regular
    from facts.contributions
    inner join mentoring._blocks as blocks
        on contributions.contributed_at >= blocks.window_start
        and contributions.contributed_at < blocks.window_end
    inner join (select distinct programme_id, space from mentoring._evaluated) as programmes
        on programmes.programme_id = blocks.programme_id
    where contributions.community_id is distinct from programmes.space
    group by all

),

answered as (

    select distinct
        blocks.programme_id,
        blocks.block,
        replies.from_member_id as member_id
    from facts.replies
    inner join mentoring._blocks as blocks
        on replies.replied_at >= blocks.window_start
        and replies.replied_at < blocks.window_end
    inner join (select distinct programme_id, space from mentoring._evaluated) as programmes
        on programmes.programme_id = blocks.programme_id
    inner join facts.members as one on one.member_id = replies.from_member_id
    inner join facts.members as other on other.member_id = replies.to_member_id
    where
        one.unit <> other.unit
        and one.unit <> 'other'
        and other.unit <> 'other'
        and replies.community_id is distinct from programmes.space

),

mentioned as (

    select distinct
        blocks.programme_id,
        blocks.block,
        mentions.to_member_id as member_id
    from facts.mentions
    inner join mentoring._blocks as blocks
        on mentions.mentioned_at >= blocks.window_start
        and mentions.mentioned_at < blocks.window_end
    inner join (select distinct programme_id, space from mentoring._evaluated) as programmes
        on programmes.programme_id = blocks.programme_id
    inner join facts.members as one on one.member_id = mentions.from_member_id
    inner join facts.members as other on other.member_id = mentions.to_member_id
    where
        one.tier <> other.tier
        and one.tier <> 'other'
        and other.tier <> 'other'
        and mentions.community_id is distinct from programmes.space

)

select
    evaluated.programme_id,
    blocks.block,
    blocks.window_start,
    blocks.window_end,
    count(*) as mentee_count,
    count(*) filter (where contributed.is_regular) as regular_count,
    count(answered.member_id) as beyond_unit_count,
    count(mentioned.member_id) as mentioned_count
from mentoring._evaluated as evaluated
inner join mentoring._blocks as blocks using (programme_id)
left join contributed using (programme_id, block, member_id)
left join answered using (programme_id, block, member_id)
left join mentioned using (programme_id, block, member_id)
where not evaluated.is_former
group by all
