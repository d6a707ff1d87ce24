-- One row per dimension a community wants to look at now: as its last health check chose, else as the registry says.
-- grain: community_id, dimension_id
-- note: a community without rows has not chosen yet. A check chooses what at least as many members want now as later or never.
with

wanted as (

    select
        community_id,
        period,
        dimension_id
    from health.relevance
    where perspective = 'members'
    group by all
    having
        coalesce(sum(voice_count) filter (choice = 'now'), 0)
        >= greatest(coalesce(max(voice_count) filter (choice <> 'now'), 0), 1)

),

by_check as (

    select
        wanted.community_id,
        wanted.dimension_id
    from wanted
    inner join health.checks using (community_id, period)
    qualify rank() over (partition by wanted.community_id order by checks.opened_on desc, wanted.period desc) = 1

)

select
    community_id,
    dimension_id,
    'health check' as chosen_by
from by_check
union all
select distinct
    community_chosen.community_id,
    community_chosen.dimension_id,
    'registry' as chosen_by
from inputs.community_chosen
anti join by_check using (community_id)
