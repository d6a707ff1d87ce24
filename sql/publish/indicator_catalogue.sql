-- One row per indicator and version of its definition: what it asks, how it is computed, what it cannot say.
-- grain: indicator_id, method_version
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
    valid_from,
    valid_to
from indicators.catalogue
where not is_exploratory
