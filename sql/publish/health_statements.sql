-- One row per statement of a closed health check that its author released for publication.
-- grain: community_id, period, perspective, role_name, dimension_id
select
    statements.community_id,
    statements.period,
    statements.perspective,
    statements.role_name,
    statements.dimension_id,
    statements.answer,
    statements.statement
from health.statements
inner join health.checks using (community_id, period)
where checks.closed_on is not null and list_contains(statements.released_to, 'published')
