-- One row per visible reply below a visible root, with the parent it answers.
-- grain: contribution_id
-- note: where the parent cannot be seen the root stands in for it, and is_parent_inferred says so.
with

deleted as (

    select distinct
        object as thing
    from stage.deletions

),

written as (

    select
        'message' as kind,
        messages.*
    from stage.messages
    union all by name
    select
        'comment' as kind,
        comments.*
    from stage.comments

),

visible as (

    select
        written.* exclude (author),
        roots.thread_id,
        roots.community_id,
        roots.member_id as root_member_id,
        case when nobodies.member_id is null then written.author end as member_id,
        coalesce(written.is_answer, false) or written.thing is not distinct from roots.answer as is_marked_answer
    from written
    inner join facts._roots as roots on roots.thread_id = 'content/' || written.content_id
    left join facts._nobodies as nobodies on nobodies.member_id = written.author
    anti join deleted on deleted.thing = written.thing

)

select
    visible.thing as contribution_id,
    visible.thread_id,
    visible.community_id,
    coalesce(parents.thing, visible.thread_id) as parent_id,
    visible.member_id,
    case when parents.thing is null then visible.root_member_id else parents.member_id end as to_member_id,
    visible.kind,
    visible.length_band,
    visible.mentions,
    visible.links,
    visible.is_marked_answer,
    visible.like_count as announced_like_count,
    parents.thing is null and visible.parent is distinct from visible.thread_id as is_parent_inferred,
    visible.published as contributed_at
from visible
left join visible as parents
    on parents.thing = visible.parent
    and parents.thread_id = visible.thread_id
    and parents.thing <> visible.thing
