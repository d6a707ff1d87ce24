-- One row per contribution: a content, message or comment somebody put where others of the community see it.
-- grain: contribution_id
-- note: the author is empty where the platform does not say who it was, or where it was not a person.
with

written as (

    select
        thread_id as contribution_id,
        community_id,
        thread_id,
        null as parent_id,
        member_id,
        kind,
        contributed_at,
        true as is_root,
        kind = 'question' as is_question,
        false as is_marked_answer,
        length_band
    from facts._roots
    union all
    select
        contribution_id,
        community_id,
        thread_id,
        parent_id,
        member_id,
        kind,
        contributed_at,
        false as is_root,
        false as is_question,
        is_marked_answer,
        length_band
    from facts._replies

)

select
    written.*,
    team.member_id is not null as is_by_team
from written
left join facts.roles as team
    on team.role = 'social learning team'
    and team.community_id = written.community_id
    and team.member_id = written.member_id
    and team.valid_from <= written.contributed_at
    and coalesce(team.valid_to, 'infinity') > written.contributed_at
