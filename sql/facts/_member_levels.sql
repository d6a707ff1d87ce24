-- One row per person of a community and 13 weeks to the end of an ISO quarter: active weeks, partners, standing.
-- grain: community_id, window_end, member_id
-- note: the social learning team and sponsors are no part of it. Windows before the first sighting of membership are left out.
with

windows as (

    select distinct
        sightings.community_id,
        weeks.quarter_end as window_end
    from facts._weeks as weeks
    inner join (select community_id, min(valid_from) as seen_from from facts.memberships group by all) as sightings
        on sightings.seen_from < weeks.quarter_end
    where weeks.quarter_end <= $data_cut

),

active as (

    select
        contributions.community_id,
        windows.window_end,
        contributions.member_id,
        count(distinct date_trunc('week', contributions.contributed_at)) as active_week_count
    from facts.contributions
    inner join windows
        on windows.community_id = contributions.community_id
        and contributions.contributed_at >= windows.window_end - interval 91 days
        and contributions.contributed_at < windows.window_end
    where contributions.member_id is not null
    group by all

),

answering as (

    select
        replies.community_id,
        windows.window_end,
        replies.from_member_id as member_id,
        count(distinct replies.to_member_id) as partner_count
    from facts.replies
    inner join windows
        on windows.community_id = replies.community_id
        and replies.replied_at >= windows.window_end - interval 91 days
        and replies.replied_at < windows.window_end
    where replies.from_member_id <> replies.to_member_id
    group by all

),

belonging as (

    select
        windows.community_id,
        windows.window_end,
        memberships.member_id,
        true as is_member
    from windows
    inner join facts.memberships
        on memberships.community_id = windows.community_id
        and memberships.valid_from < windows.window_end
        and coalesce(memberships.valid_to, 'infinity') >= windows.window_end
    where memberships.state in ('owner', 'member', 'follower')

),

standing as (

    select
        community_id,
        window_end,
        member_id,
        bool_or(roles.role in ('leader', 'core group')) as is_core,
        bool_or(roles.role in ('social learning team', 'sponsor')) as is_beside
    from windows
    inner join facts.roles using (community_id)
    where roles.valid_from < windows.window_end and coalesce(roles.valid_to, 'infinity') >= windows.window_end
    group by all

)

select
    community_id,
    window_end,
    member_id,
    coalesce(active.active_week_count, 0) as active_week_count,
    coalesce(answering.partner_count, 0) as partner_count,
    coalesce(belonging.is_member, false) as is_member,
    coalesce(standing.is_core, false) as is_core
from active
full join belonging using (community_id, window_end, member_id)
left join answering using (community_id, window_end, member_id)
left join standing using (community_id, window_end, member_id)
where not coalesce(standing.is_beside, false)
