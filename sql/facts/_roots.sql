-- One row per visible content of a community: the root of a thread.
-- grain: thread_id
-- note: a content the platform deleted, or that lies in a place refused as private, is gone with all below it.
with

deleted as (

    select distinct
        object as thing
    from stage.deletions

)

select
    contents.thing as thread_id,
    coalesce(living.community_id, asked.community_id) as community_id,
    case when nobodies.member_id is null then contents.author end as member_id,
    case
        when contents.type = 'discussion' and contents.is_question then 'question'
        when contents.type = 'post' then 'blog_post'
        when contents.type = 'update' then 'status_update'
        else contents.type
    end as kind,
    contents.length_band,
    contents.answer,
    contents.tags,
    contents.mentions,
    contents.links,
    contents.reply_count as announced_reply_count,
    contents.like_count as announced_like_count,
    contents.published as contributed_at
from stage.contents
left join facts._places as living on living.place_id = contents.place_id
left join facts._places as asked on asked.place_id = contents.asked_place_id
left join facts._nobodies as nobodies on nobodies.member_id = contents.author
anti join deleted on deleted.thing = contents.thing
where
    coalesce(living.community_id, asked.community_id) is not null
    and coalesce(living.state, asked.state) <> 'refused_private'
    and coalesce(contents.status, 'published') = 'published'
