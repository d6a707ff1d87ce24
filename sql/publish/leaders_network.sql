-- One row per community of community leaders and closed quarter: how far its leaders turn to each other, in counts.
-- grain: community_id, window_end
-- note: two communities are joined when a leader of each replied to one of the other. Which ones is nobody's to see.
with

quarters as (

    select distinct
        quarter_start as window_start,
        quarter_end as window_end
    from facts._weeks
    where quarter_end <= $data_cut

),

leaders as (

    select distinct
        member_id,
        community_id as led_id
    from facts.roles
    where role = 'leader' and valid_to is null

),

turns as (

    select distinct
        replies.community_id,
        quarters.window_start,
        quarters.window_end,
        replies.from_member_id,
        replies.to_member_id
    from facts.replies
    inner join facts.communities on communities.community_id = replies.community_id and communities.kind = 'leaders'
    inner join quarters on replies.replied_at >= quarters.window_start and replies.replied_at < quarters.window_end
    where not replies.is_self

),

joined as (

    select
        turns.community_id,
        turns.window_start,
        turns.window_end,
        turns.from_member_id,
        turns.to_member_id,
        one.led_id as one_id,
        other.led_id as other_id
    from turns
    inner join turns as back
        on back.community_id = turns.community_id
        and back.window_end = turns.window_end
        and back.from_member_id = turns.to_member_id
        and back.to_member_id = turns.from_member_id
    inner join leaders as one on one.member_id = turns.from_member_id
    inner join leaders as other on other.member_id = turns.to_member_id
    where one.led_id <> other.led_id and one.led_id <> turns.community_id and other.led_id <> turns.community_id

)

select
    community_id,
    window_start,
    window_end,
    count(distinct one_id) as connected_community_count,
    count(distinct (one_id, other_id)) // 2 as pair_count,
    (select count(*) from facts.communities where kind = 'community') as community_count,
    'shown' as status,
    null::varchar as reason,
    count(distinct from_member_id) as _person_count
from joined
group by all
