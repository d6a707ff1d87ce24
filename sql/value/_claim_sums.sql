-- One row per place, period and level of evidence: what claims come to, and who stands behind it.
-- grain: scope_id, period, evidence_level
-- note: whoever agreed that the amount is told needs no group to hide in; the others do, in numbers and in shares.
with

levels as (

    select unnest(['E0', 'E1', 'E2', 'E3']) as evidence_level

),

places as (

    select distinct
        scope_id,
        period
    from value._counted_claims

),

by_teller as (

    select
        scope_id,
        period,
        evidence_level,
        teller_number,
        max(teller_count) as teller_count,
        sum(adjusted_low) as adjusted_low
    from value._counted_claims
    where not is_agreed and adjusted_low is not null
    group by all

),

shy as (

    select
        scope_id,
        period,
        evidence_level,
        sum(teller_count)::bigint as teller_count,
        max(adjusted_low) as largest,
        list_sum(list_reverse_sort(list(adjusted_low))[:2]) as two_largest
    from by_teller
    group by all

),

sums as (

    select
        scope_id,
        period,
        evidence_level,
        count(*) as story_count,
        count(*) filter (adjusted_low is null) as unpriced_count,
        sum(adjusted_low) as adjusted_low,
        sum(adjusted_likely) as adjusted_likely,
        sum(adjusted_low) filter (cashable = 'yes') as cashable_low,
        max(adjusted_low) as largest,
        arg_max(is_agreed, adjusted_low) as is_largest_agreed,
        any_value(currency) as currency,
        any_value(price_year) as price_year
    from value._counted_claims
    group by all

)

select
    places.scope_id,
    places.period,
    levels.evidence_level,
    coalesce(sums.story_count, 0) as story_count,
    coalesce(sums.unpriced_count, 0) as unpriced_count,
    sums.adjusted_low,
    sums.adjusted_likely,
    sums.cashable_low,
    sums.currency,
    sums.price_year,
    sums.largest,
    coalesce(sums.is_largest_agreed, true) as is_largest_agreed,
    coalesce(shy.teller_count, 0) as shy_teller_count,
    coalesce(shy.largest / nullif(sums.adjusted_low, 0), 0) as shy_largest_share,
    coalesce(shy.two_largest / nullif(sums.adjusted_low, 0), 0) as shy_two_largest_share
from places
cross join levels
left join sums using (scope_id, period, evidence_level)
left join shy using (scope_id, period, evidence_level)
