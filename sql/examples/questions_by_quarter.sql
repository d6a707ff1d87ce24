-- How many questions did a community ask each quarter, and what share was replied to within 14 days?
select
    community_id,
    window_of(started_at).quarter_start as quarter_start,
    count(*) as question_count,
    count(*) filter (first_reply_at <= started_at + interval 14 days) as replied_count,
    wilson(replied_count, question_count) as replied_share_interval
from facts.threads
where is_question
group by all
order by all
