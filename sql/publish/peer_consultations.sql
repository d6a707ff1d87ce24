-- One row per dimension on which one community asks and another offers to be asked, both by recorded consent.
-- grain: dimension_id, asking_community_id, offering_community_id
-- note: a suggestion to talk; who once had a similar picture is for the two of them to find out.
select
    asking.dimension_id,
    asking.community_id as asking_community_id,
    offering.community_id as offering_community_id
from inputs.consultations as asking
inner join inputs.consultations as offering
    on offering.dimension_id = asking.dimension_id
    and offering.community_id <> asking.community_id
where
    asking.side = 'asks'
    and offering.side = 'offers'
    and asking.consented_on <= $data_cut::date
    and offering.consented_on <= $data_cut::date
    and coalesce(asking.until_on, date '9999-12-31') > $data_cut::date
    and coalesce(offering.until_on, date '9999-12-31') > $data_cut::date
