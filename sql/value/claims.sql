-- One row per commercial claim of a story, from the gross amount to what is left of it.
-- grain: story_id
-- note: confidence is how sure the teller says to be, no probability.
select
    claims.story_id,
    stories.community_id,
    stories.period,
    claims.claim_type,
    claims.in_words,
    claims.cashable,
    claims.gross_low,
    claims.gross_likely,
    claims.gross_high,
    claims.currency,
    claims.price_year,
    claims.starts_on,
    claims.ends_on,
    claims.attribution_low,
    claims.attribution_likely,
    claims.confidence,
    claims.attribution_method,
    claims.evidence_level,
    claims.double_count_group,
    claims.costs,
    claims.are_costs_fully_loaded,
    claims.adjusted_low,
    claims.adjusted_likely,
    claims.reviewer_role,
    claims.reviewed_on,
    stories.state in ('reviewed', 'published') and coalesce(stories.expires_on >= $data_cut::date, true) as is_counted
from inputs.claims
inner join inputs.stories using (story_id)
where stories.state not in ('draft', 'withdrawn')
