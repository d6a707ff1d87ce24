-- The reply ties of the newest window sum to the replies of its 13 weeks.
-- level: fail
with

tied as (

    select
        ties.community_id,
        sum(ties.weight) as tie_weight
    from networks.ties
    where ties.kind = 'reply' and ties.window_end = date_trunc('week', $data_cut)
    group by all

),

replied as (

    select
        replies.community_id,
        count(*) as reply_count
    from facts.replies
    where
        replies.from_member_id <> replies.to_member_id
        and replies.replied_at >= date_trunc('week', $data_cut) - interval 91 days
        and replies.replied_at < date_trunc('week', $data_cut)
    group by all

)

select
    community_id,
    tied.tie_weight,
    replied.reply_count
from tied
full join replied using (community_id)
where tied.tie_weight is distinct from replied.reply_count
