-- One row per version of a document.
-- grain: contribution_id, version
select
    roots.thread_id as contribution_id,
    case when nobodies.member_id is null then versions.person end as member_id,
    versions.version,
    versions.published as revised_at
from stage.versions
inner join facts._roots as roots on roots.thread_id = 'content/' || versions.content_id
left join facts._nobodies as nobodies on nobodies.member_id = versions.person
