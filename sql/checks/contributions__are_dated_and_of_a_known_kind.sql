-- Every contribution has a time and a kind the field knows.
-- level: fail
select
    contribution_id,
    kind,
    contributed_at
from facts.contributions
where
    contributed_at is null
    or kind is null
    or kind not in (
        'discussion', 'question', 'document', 'blog_post', 'idea', 'poll', 'video', 'file', 'status_update', 'event',
        'message', 'comment'
    )
