-- One row per indicator: what it asks, how it is computed, what it cannot say.
-- grain: indicator_id
select
    indicator_id,
    name,
    question,
    unit,
    network,
    definition,
    minimum_sample,
    interval_method,
    caveat,
    misreading,
    prompt,
    value_cycle,
    dimensions,
    reference,
    method_version,
    valid_from
from indicators.catalogue
where not is_exploratory
