-- Of the replies the platform counts in a community's threads, at least nine in ten were read.
-- level: warn
-- note: the platform counts replies it does not show; a large gap means that a list was not read.
with

counted as (

    select
        roots.community_id,
        sum(roots.announced_reply_count) as announced_count,
        sum(threads.reply_count) as read_count
    from facts._roots as roots
    inner join facts.threads using (thread_id)
    where roots.announced_reply_count is not null
    group by all

)

select
    community_id,
    announced_count,
    read_count
from counted
where read_count < 0.9 * announced_count
