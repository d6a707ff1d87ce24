-- One row per value-creation story, whatever its state; who told it is known by role alone.
-- grain: story_id
-- note: of a draft, and of what was withdrawn, no word is kept here.
-- note: the level is the claim's; without a claim, a second person makes E1, a metric that supports it beside them E2.
with

shown_by_metric as (

    select distinct story_id
    from inputs.story_effects
    where metric_id is not null and relation = 'supports'

)

select
    stories.story_id,
    stories.community_id,
    stories.period,
    if(stories.state in ('draft', 'withdrawn'), null, stories.title) as title,
    stories.kind,
    stories.valence,
    stories.context,
    stories.state,
    stories.told_by,
    array_to_string(stories.cycles, ', ') as cycles,
    if(stories.state in ('draft', 'withdrawn'), null, stories.counterfactual) as counterfactual,
    coalesce(
        claims.evidence_level,
        case
            when stories.is_corroborated and shown_by_metric.story_id is not null then 'E2'
            when stories.is_corroborated then 'E1'
            else 'E0'
        end
    ) as evidence_level,
    stories.has_closed_loop,
    array_to_string(stories.channels, ', ') as channels,
    stories.collected_on,
    stories.expires_on,
    stories.withdrawn_on
from inputs.stories
left join inputs.claims using (story_id)
left join shown_by_metric using (story_id)
