-- One row per closed health check, dimension and pattern: what the perspectives make of it together.
-- grain: community_id, period, dimension_id, pattern
-- note: a finding that rests on members rests on at least as many as any other number; a pattern grades nothing.
select
    findings.community_id,
    findings.period,
    findings.dimension_id,
    findings.pattern,
    findings.finding,
    findings.prompt
from health.findings
inner join health.checks using (community_id, period)
where checks.closed_on is not null and coalesce(findings.member_count, $min_group) >= $min_group
