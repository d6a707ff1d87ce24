-- One row per community, period and level of evidence: the claims at it, and for E2 and E3 what they come to.
-- grain: community_id, period, evidence_level
-- note: E0 and E1 are counted and never summed; nothing is added for who told nothing.
select
    scope_id as community_id,
    period,
    evidence_level,
    story_count,
    unpriced_count,
    case when is_summed then round(adjusted_low, 2) end as adjusted_low,
    case when is_summed then round(adjusted_likely, 2) end as adjusted_likely,
    case when is_summed then round(coalesce(cashable_low, 0), 2) end as cashable_low,
    case when is_summed then currency end as currency,
    case when is_summed then price_year end as price_year,
    case when is_summed then round(largest / adjusted_low, if(is_largest_agreed, 3, 1)) end as largest_share,
    case when is_summed and largest > adjusted_low / 2 then round(adjusted_low - largest, 2) end
        as adjusted_low_without_largest,
    if(is_summed, 'shown', 'not_applicable') as status,
    null::varchar as reason,
    shy_teller_count as _shy_teller_count,
    shy_largest_share as _shy_largest_share,
    shy_two_largest_share as _shy_two_largest_share
from (
    select
        *,
        evidence_level in ('E2', 'E3') and coalesce(adjusted_low, 0) > 0 as is_summed
    from value._claim_sums
)
where scope_id <> '*'
