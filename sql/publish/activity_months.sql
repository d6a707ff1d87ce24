-- One row per community and 4-4-5 month of a closed quarter, since its first contribution.
-- grain: community_id, window_start
-- note: months without contributions stand with zeros. Columns that begin with _ are for disclosure control alone.
with

months as (

    select distinct
        month_start as window_start,
        month_end as window_end,
        quarter_end
    from facts._weeks
    where quarter_end <= $data_cut

),

beginnings as (

    select
        community_id,
        min(window_start) as first_month
    from facts._member_months
    group by all

),

active_months as (

    select
        community_id,
        window_start,
        sum(contribution)::bigint as contribution_count,
        count(*) filter (contribution > 0 and member_id <> '') as _contribution_person_count,
        list_sum(max(contribution, 1)) / sum(contribution) as _contribution_largest_share,
        list_sum(max(contribution, 2)) / sum(contribution) as _contribution_two_largest_share,
        sum(thread)::bigint as thread_count,
        count(*) filter (thread > 0 and member_id <> '') as _thread_person_count,
        list_sum(max(thread, 1)) / sum(thread) as _thread_largest_share,
        list_sum(max(thread, 2)) / sum(thread) as _thread_two_largest_share,
        sum(question)::bigint as question_count,
        count(*) filter (question > 0 and member_id <> '') as _question_person_count,
        list_sum(max(question, 1)) / sum(question) as _question_largest_share,
        list_sum(max(question, 2)) / sum(question) as _question_two_largest_share,
        sum(reply)::bigint as reply_count,
        count(*) filter (reply > 0 and member_id <> '') as _reply_person_count,
        list_sum(max(reply, 1)) / sum(reply) as _reply_largest_share,
        list_sum(max(reply, 2)) / sum(reply) as _reply_two_largest_share
    from facts._member_months
    group by all

)

select
    beginnings.community_id,
    'month' as window_kind,
    months.window_start,
    months.window_end,
    coalesce(active_months.contribution_count, 0) as contribution_count,
    coalesce(active_months.thread_count, 0) as thread_count,
    coalesce(active_months.question_count, 0) as question_count,
    coalesce(active_months.reply_count, 0) as reply_count,
    coalesce(active_months._contribution_person_count, 0) as contributor_count,
    'shown' as status,
    null::varchar as reason,
    months.quarter_end as _quarter_end,
    coalesce(active_months._contribution_person_count, 0) as _contribution_person_count,
    active_months._contribution_largest_share,
    active_months._contribution_two_largest_share,
    coalesce(active_months._thread_person_count, 0) as _thread_person_count,
    active_months._thread_largest_share,
    active_months._thread_two_largest_share,
    coalesce(active_months._question_person_count, 0) as _question_person_count,
    active_months._question_largest_share,
    active_months._question_two_largest_share,
    coalesce(active_months._reply_person_count, 0) as _reply_person_count,
    active_months._reply_largest_share,
    active_months._reply_two_largest_share
from beginnings
inner join months on months.window_start >= beginnings.first_month
left join active_months using (community_id, window_start)
