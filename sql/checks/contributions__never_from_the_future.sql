-- No contribution is dated after the run that read it.
-- level: fail
-- note: a day is left for clocks that disagree and for what is written while a run reads.
select
    contribution_id,
    contributed_at
from facts.contributions
where contributed_at > $data_cut + interval 1 day
