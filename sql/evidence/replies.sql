-- One row per reply whose author is known, with who began the thread.
-- grain: contribution_id
select
    replies.community_id,
    replies.contribution_id,
    replies.thread_id,
    coalesce(contributions.parent_id, replies.thread_id) as parent_id,
    replies.from_member_id,
    replies.to_member_id,
    threads.member_id as starter_id,
    replies.replied_at
from facts.replies
inner join facts.contributions using (contribution_id)
inner join facts.threads on threads.thread_id = replies.thread_id
where replies.from_member_id is not null
