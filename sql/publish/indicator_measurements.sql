-- One row per community, indicator part, view and closed window.
-- grain: community_id, indicator_id, part, view, window_kind, window_end
-- note: windows are added when a quarter closes; what the community did not choose to look at is not_chosen.
-- note: a value without one to four facilitators would tell, beside the one with them, what those few did: it is suppressed.
-- note: so is one over 9 or 26 weeks whose contributors are one to four more, or fewer, than those of the 13 weeks beside it.
-- note: where too few moved from a level, or it is too small, V-9 tells no counts: the level may be held back to cover another.
-- note: a changed definition tells windows that begin since; those that ended before are told by the version before it.
-- note: what is not applicable tells no counts: it comes fresh with each release, and two of them would tell who left between.
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

helpers as (

    select
        contributions.community_id,
        measurements.window_start,
        measurements.window_end,
        count(distinct contributions.member_id) as helper_count
    from (
        select distinct
            community_id,
            window_start,
            window_end
        from indicators.measurements
        inner join block_ends using (window_kind, window_end)
    ) as measurements
    inner join facts.contributions
        on contributions.community_id = measurements.community_id
        and contributions.contributed_at >= measurements.window_start
        and contributions.contributed_at < measurements.window_end
    inner join facts.roles
        on roles.community_id = contributions.community_id
        and roles.member_id = contributions.member_id
        and roles.valid_from < measurements.window_end
        and coalesce(roles.valid_to, 'infinity') > measurements.window_start
    where roles.role in ('leader', 'social learning team')
    group by all

),

offered as (

    select
        measurements.*,
        (measurements.view = 'facilitators_off' and coalesce(helpers.helper_count, 0) between 1 and $min_group - 1)
        or neighbours.community_id is not null as is_telling,
        catalogue.question,
        catalogue.unit,
        catalogue.caveat,
        catalogue.prompt,
        case
            when choosers.dimensions is null then list_contains($starter::varchar[], measurements.indicator_id)
            else list_has_any(choosers.dimensions, string_split(catalogue.dimensions, ', '))
        end as is_chosen
    from indicators._told as measurements
    inner join block_ends using (window_kind, window_end)
    left join helpers using (community_id, window_start, window_end)
    left join publish._neighbours as neighbours using (community_id, indicator_id, part, view, window_kind, window_end)
    left join indicators.catalogue using (indicator_id, method_version)
    left join choosers using (community_id)
    where
        measurements.window_end <= $data_cut
        and measurements.window_kind <> 'month'
        and not coalesce(catalogue.is_exploratory, false)

),

shown as (

    select
        *,
        is_chosen and not is_telling and status <> 'not_applicable' as is_shown,
        indicator_id = 'V-9' and status = 'too_few' as is_of_a_small_level
    from offered

)

select
    community_id,
    indicator_id,
    part,
    view,
    window_kind,
    window_start,
    window_end,
    case when is_shown then value end as value,
    case when is_shown then lower end as lower,
    case when is_shown then upper end as upper,
    case when is_shown then band end as band,
    interval_method,
    case when is_shown and not is_of_a_small_level then unit_count end as unit_count,
    case when is_shown and not is_of_a_small_level then person_count end as person_count,
    case when is_shown then coverage end as coverage,
    case when is_shown then null_percentile end as null_percentile,
    case when is_shown then signal else 'none' end as signal,
    case when not is_chosen then 'not_chosen' when is_telling then 'suppressed' else status end as status,
    case when is_chosen and is_telling then 'difference' end as reason,
    question,
    unit,
    caveat,
    prompt,
    method_version,
    data_cut
from shown
