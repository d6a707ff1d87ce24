-- One row per contribution and contribution it links to.
-- grain: contribution_id, target_contribution_id
-- note: a body names what it links to by type and number within the type; what lies outside the declared places is left out.
with

linking as (

    select
        thread_id as contribution_id,
        unnest(links) as target
    from facts._roots
    where len(links) > 0
    union
    select
        contribution_id,
        unnest(links) as target
    from facts._replies
    where len(links) > 0

),

targets as (

    select
        contents.type || '/' || contents.native_id as target,
        min(contributions.contribution_id) as target_contribution_id
    from stage.contents
    inner join facts.contributions on contributions.contribution_id = contents.thing
    group by all
    union all
    select
        contribution_id as target,
        contribution_id as target_contribution_id
    from facts.contributions
    where not is_root

)

select distinct
    linking.contribution_id,
    targets.target_contribution_id
from linking
inner join targets using (target)
where linking.contribution_id <> targets.target_contribution_id
