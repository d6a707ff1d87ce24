-- Every measurement is of a community the registry declares.
-- level: fail
select distinct
    community_id
from indicators.measurements
anti join facts.communities using (community_id)
