-- Every contribution stands in a thread, and every thread has exactly one root.
-- level: fail
with

rooted as (

    select
        thread_id,
        community_id,
        count(*) filter (is_root) as root_count
    from facts.contributions
    group by all

)

select
    thread_id,
    community_id,
    rooted.root_count,
    threads.thread_id is not null as is_thread
from rooted
full join facts.threads using (thread_id, community_id)
where rooted.root_count is distinct from 1 or threads.thread_id is null
