-- Every reply answers a contribution of its own thread.
-- level: fail
select
    replies.contribution_id,
    replies.thread_id,
    replies.parent_id
from facts.contributions as replies
left join facts.contributions as parents
    on parents.contribution_id = replies.parent_id
    and parents.thread_id = replies.thread_id
where not replies.is_root and parents.contribution_id is null
