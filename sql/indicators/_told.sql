-- One row per measurement in the version of its definition that was valid for all of its window: what others may be told.
-- grain: community_id, indicator_id, part, view, window_kind, window_end
-- note: of a window across the day of change nobody is told: half of it by one version, less the other half by the other.
with

changes as (

    select
        indicator_id,
        max(valid_to) as changed_on
    from indicators.catalogue
    group by all

)

select
    measurements.*
from indicators.measurements
left join indicators.catalogue using (indicator_id, method_version)
left join changes using (indicator_id)
where
    changes.changed_on is null
    or measurements.window_end <= catalogue.valid_to
    or (catalogue.valid_to is null and measurements.window_start >= changes.changed_on)
