-- One row per closed health check, perspective, dimension and choice: what matters to whom.
-- grain: community_id, period, perspective, dimension_id, choice
select
    relevance.community_id,
    relevance.period,
    relevance.perspective,
    relevance.dimension_id,
    relevance.choice,
    sum(relevance.voice_count)::bigint as voice_count
from health.relevance
inner join health.checks using (community_id, period)
where checks.closed_on is not null
group by all
