-- One row per person mentioned in a contribution.
-- grain: contribution_id, to_member_id
-- note: mentions of oneself, of nobody known, or by nobody known are no relation and are left out.
with

mentioning as (

    select
        thread_id as contribution_id,
        community_id,
        member_id,
        contributed_at,
        mentions
    from facts._roots
    where len(mentions) > 0
    union all
    select
        contribution_id,
        community_id,
        member_id,
        contributed_at,
        mentions
    from facts._replies
    where len(mentions) > 0

),

mentioned as (

    select distinct
        contribution_id,
        community_id,
        member_id as from_member_id,
        unnest(mentions) as to_member_id,
        contributed_at as mentioned_at
    from mentioning

)

select
    mentioned.contribution_id,
    mentioned.community_id,
    mentioned.from_member_id,
    mentioned.to_member_id,
    mentioned.mentioned_at
from mentioned
anti join facts._nobodies as nobodies on nobodies.member_id = mentioned.to_member_id
where mentioned.from_member_id <> mentioned.to_member_id
