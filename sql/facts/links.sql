-- One row per contribution and contribution it links to.
-- grain: contribution_id, target_contribution_id
-- note: the target may lie outside the declared places, where nothing of it is known.
with

linking as (

    select
        thread_id as contribution_id,
        unnest(links) as target_contribution_id
    from facts._roots
    where len(links) > 0
    union
    select
        contribution_id,
        unnest(links) as target_contribution_id
    from facts._replies
    where len(links) > 0

)

select
    contribution_id,
    target_contribution_id
from linking
where contribution_id <> target_contribution_id
