-- No thread was answered before it began.
-- level: warn
-- note: imports and moved messages can be dated so; such a thread says nothing about waiting.
select
    thread_id,
    started_at,
    first_reply_at
from facts.threads
where first_reply_at < started_at
