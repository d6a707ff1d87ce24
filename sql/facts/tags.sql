-- One row per contribution and tag.
-- grain: contribution_id, tag
with

tagged as (

    select
        thread_id as contribution_id,
        lower(trim(unnest(tags))) as tag
    from facts._roots

)

select distinct
    contribution_id,
    tag
from tagged
where tag <> ''
