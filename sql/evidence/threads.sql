-- One row per thread of a community, with the asker's place (for working hours alone) and when a reply was first marked helpful by somebody else.
-- grain: thread_id
with

countries as (

    select
        coarse_value as region,
        min(country) as country
    from inputs.attributes
    where field = 'region' and coarse_value <> 'other'
    group by all
    having count(distinct country) = 1

),

helped as (

    select
        contributions.thread_id,
        min(outcomes.marked_at) as helped_at
    from facts.outcomes
    inner join facts.contributions using (contribution_id)
    where
        lower(outcomes.kind) = 'helpful'
        and not contributions.is_root
        and outcomes.from_member_id is distinct from contributions.member_id
    group by all

)

select
    threads.community_id,
    threads.thread_id,
    threads.member_id,
    threads.kind,
    persons.time_zone,
    countries.country,
    threads.started_at,
    threads.closed_at,
    helped.helped_at
from facts.threads
left join facts.members using (member_id)
left join facts._persons as persons using (member_id)
left join countries on countries.region = members.region
left join helped using (thread_id)
