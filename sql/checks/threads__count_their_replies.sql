-- The threads of a community hold exactly its replies.
-- level: fail
with

counted as (

    select
        community_id,
        sum(reply_count) as thread_reply_count
    from facts.threads
    group by all

),

written as (

    select
        community_id,
        count(*) as reply_count
    from facts.replies
    group by all

)

select
    community_id,
    counted.thread_reply_count,
    written.reply_count
from counted
full join written using (community_id)
where coalesce(counted.thread_reply_count, 0) <> coalesce(written.reply_count, 0)
