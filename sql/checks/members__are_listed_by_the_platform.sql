-- Of the people seen from a community, at most one in a hundred is not among those the platform lists.
-- level: warn
-- note: deactivated and external people are listed as well; more missing means that the list was cut short.
select
    count(*) as member_count,
    count(*) filter (is_enabled is null) as unlisted_count
from facts.members
having unlisted_count > 5 and unlisted_count > 0.01 * member_count
