-- One row per thread that has replies: its longest chain of them.
-- grain: thread_id
-- note: chains are followed down from the root, so replies that answer each other in a circle end nothing and count nothing.
with recursive

nested as (

    select
        thread_id,
        parent_id,
        contribution_id
    from facts._replies
    where parent_id <> thread_id

),

chains as (

    select
        replies.thread_id,
        replies.contribution_id,
        1 as depth
    from facts._replies as replies
    semi join nested on nested.parent_id = replies.contribution_id
    where replies.parent_id = replies.thread_id
    union all
    select
        nested.thread_id,
        nested.contribution_id,
        chains.depth + 1
    from chains
    inner join nested on nested.parent_id = chains.contribution_id
    where chains.depth < 100

),

replied as (

    select distinct
        thread_id
    from facts._replies

)

select
    replied.thread_id,
    coalesce(max(chains.depth), 1) as depth
from replied
left join chains using (thread_id)
group by all
