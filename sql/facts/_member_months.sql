-- One row per community, closed 4-4-5 month and person, with what the person contributed.
-- grain: community_id, window_start, member_id
-- note: contributions of authors nobody knows stand under one empty name, which is no person; those older than may be kept, nowhere.
select
    contributions.community_id,
    weeks.month_start as window_start,
    weeks.month_end as window_end,
    coalesce(contributions.member_id, '') as member_id,
    count(*) as contribution,
    count(*) filter (contributions.is_root) as thread,
    count(*) filter (contributions.is_question) as question,
    count(*) filter (not contributions.is_root) as reply
from facts.contributions
inner join facts._weeks as weeks on weeks.week_start = date_trunc('week', contributions.contributed_at)
where weeks.month_end <= $data_cut and contributions.contributed_at >= $kept_from
group by all
