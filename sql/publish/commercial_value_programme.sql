-- One row per period and level of evidence: the claims of all communities at it, and for E2 and E3 what they come to.
-- grain: period, evidence_level
-- note: the communities whose own sum is held back are protected here once more, for the others can be taken off.
with

held as (

    select
        claims.period,
        claims.evidence_level,
        count(distinct claims.teller_number) filter (not claims.is_agreed and claims.adjusted_low is not null)
            as shy_teller_count,
        max(claims.adjusted_low) filter (not claims.is_agreed) / nullif(sum(claims.adjusted_low), 0) as largest_share
    from value._counted_claims as claims
    inner join value._claim_sums as sums using (scope_id, period, evidence_level)
    where
        scope_id <> '*'
        and (
            sums.shy_teller_count between 1 and $min_group - 1
            or sums.shy_largest_share > 0.5
            or sums.shy_two_largest_share > 0.75
        )
    group by all

)

select
    sums.period,
    sums.evidence_level,
    sums.story_count,
    sums.unpriced_count,
    case when sums.is_summed then round(sums.adjusted_low, 2) end as adjusted_low,
    case when sums.is_summed then round(sums.adjusted_likely, 2) end as adjusted_likely,
    case when sums.is_summed then round(coalesce(sums.cashable_low, 0), 2) end as cashable_low,
    case when sums.is_summed then sums.currency end as currency,
    case when sums.is_summed then sums.price_year end as price_year,
    case when sums.is_summed then round(sums.largest / sums.adjusted_low, if(sums.is_largest_agreed, 3, 1)) end
        as largest_share,
    case when sums.is_summed and sums.largest > sums.adjusted_low / 2 then round(sums.adjusted_low - sums.largest, 2) end
        as adjusted_low_without_largest,
    if(sums.is_summed, 'shown', 'not_applicable') as status,
    null::varchar as reason,
    coalesce(held.shy_teller_count, 0) as _shy_teller_count,
    greatest(sums.shy_largest_share, coalesce(held.largest_share, 0)) as _shy_largest_share,
    sums.shy_two_largest_share as _shy_two_largest_share
from (
    select
        *,
        evidence_level in ('E2', 'E3') and coalesce(adjusted_low, 0) > 0 as is_summed
    from value._claim_sums
) as sums
left join held using (period, evidence_level)
where scope_id = '*'
