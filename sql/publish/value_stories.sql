-- One row per published story whose teller agreed to the tables, in the words the teller approved.
-- grain: story_id
select
    stories.story_id,
    stories.community_id,
    stories.period,
    stories.context,
    stories.kind,
    stories.valence,
    array_to_string(stories.cycles, ', ') as cycles,
    stories.title,
    told.story,
    stories.told_by,
    value.evidence_level,
    stories.has_closed_loop
from inputs.stories
inner join value.stories as value using (story_id)
inner join (
    select
        story_id,
        string_agg(narrative, chr(10) order by position) as story
    from inputs.story_steps
    group by all
) as told using (story_id)
where
    stories.state = 'published'
    and list_contains(stories.channels, 'tables')
    and coalesce(stories.expires_on >= $data_cut::date, true)
