-- One row per community, indicator part, view and closed window.
-- grain: community_id, indicator_id, part, view, window_kind, window_end
-- note: windows are added when a month or quarter closes; what the community did not choose to look at is not_chosen.
with

block_ends as (

    select distinct
        'month' as window_kind,
        month_end as window_end
    from facts._weeks
    union
    select
        unnest(['w9', 'w13', 'w26', 'block13']) as window_kind,
        quarter_end as window_end
    from facts._weeks

),

choosers as (

    select
        community_id,
        list(dimension_id) as dimensions
    from publish._chosen
    group by all

),

offered as (

    select
        measurements.*,
        catalogue.question,
        catalogue.unit,
        catalogue.caveat,
        catalogue.prompt,
        case
            when choosers.dimensions is null then list_contains($starter::varchar[], measurements.indicator_id)
            else list_has_any(choosers.dimensions, string_split(catalogue.dimensions, ', '))
        end as is_chosen
    from indicators.measurements
    inner join block_ends using (window_kind, window_end)
    left join indicators.catalogue using (indicator_id)
    left join choosers using (community_id)
    where measurements.window_end <= $data_cut

)

select
    community_id,
    indicator_id,
    part,
    view,
    window_kind,
    window_start,
    window_end,
    case when is_chosen then value end as value,
    case when is_chosen then lower end as lower,
    case when is_chosen then upper end as upper,
    case when is_chosen then band end as band,
    interval_method,
    case when is_chosen then unit_count end as unit_count,
    case when is_chosen then person_count end as person_count,
    case when is_chosen then coverage end as coverage,
    case when is_chosen then null_percentile end as null_percentile,
    case when is_chosen then signal else 'none' end as signal,
    case when is_chosen then status else 'not_chosen' end as status,
    null::varchar as reason,
    question,
    unit,
    caveat,
    prompt,
    method_version,
    data_cut
from offered
