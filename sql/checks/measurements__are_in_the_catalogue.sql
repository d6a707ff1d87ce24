-- Every measurement has its question, caveat and prompt in the catalogue.
-- level: fail
select distinct
    measurements.indicator_id
from indicators.measurements
left join indicators.catalogue using (indicator_id, method_version)
where catalogue.question is null or catalogue.caveat is null or catalogue.prompt is null
