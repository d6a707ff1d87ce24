-- One row per evaluated programme and block of thirteen weeks: how many of its mentors senior people turned to.
-- grain: programme_id, block
-- note: seniors are of a tier of the mentees and of another unit than the mentor; they replied to or mentioned the mentor.
-- note: not counted are the mentor's own mentees, former ones too, and the programme's space.
with

mentors as (

    select distinct
        evaluated.programme_id,
        evaluated.space,
        evaluated.mentor_id,
        members.unit
    from mentoring._evaluated as evaluated
    inner join facts.members as members on members.member_id = evaluated.mentor_id
    where not evaluated.is_former

),

tiers as (

    select distinct
        evaluated.programme_id,
        members.tier
    from mentoring._evaluated as evaluated
    inner join facts.members as members using (member_id)
    where members.tier <> 'other'

),

turns as (

    select from_member_id, to_member_id, community_id, replied_at as turned_at
    from facts.replies
    where not is_self
    union all
    select from_member_id, to_member_id, community_id, mentioned_at
    from facts.mentions

),

seen as (

    select
        mentors.programme_id,
        blocks.block,
        mentors.mentor_id,
        count(distinct turns.from_member_id) as senior_count
    from turns
    inner join mentors on mentors.mentor_id = turns.to_member_id
    inner join facts.members as seniors on seniors.member_id = turns.from_member_id
    inner join tiers on tiers.programme_id = mentors.programme_id and tiers.tier = seniors.tier
    inner join mentoring._blocks as blocks
        on blocks.programme_id = mentors.programme_id
        and turns.turned_at >= blocks.window_start
        and turns.turned_at < blocks.window_end
    left join mentoring._evaluated as own
        on own.programme_id = mentors.programme_id
        and own.mentor_id = mentors.mentor_id
        and own.member_id = turns.from_member_id
    where
        turns.community_id is distinct from mentors.space
        and seniors.unit <> mentors.unit
        and seniors.unit <> 'other'
        and mentors.unit <> 'other'
        and own.member_id is null
    group by all

)

select
    mentors.programme_id,
    blocks.block,
    blocks.window_start,
    blocks.window_end,
    count(*) as mentor_count,
    count(seen.senior_count) as by_one_count,
    count(*) filter (where seen.senior_count >= 3) as by_three_count
from mentors
inner join mentoring._blocks as blocks using (programme_id)
left join seen using (programme_id, block, mentor_id)
group by all
