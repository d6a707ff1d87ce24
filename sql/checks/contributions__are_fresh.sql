-- Where there was something new on every working day for four weeks, there is something new within five days.
-- level: warn
-- note: a bank falls silent over holidays, and so does a platform whose index stands still.
with

newest as (

    select max(contributed_at) as contributed_at
    from facts.contributions

),

days as (

    select distinct
        contributions.contributed_at::date as day
    from facts.contributions
    inner join newest on contributions.contributed_at > newest.contributed_at - interval 28 days

)

select
    newest.contributed_at as newest_at,
    count(*) filter (isodow(days.day) < 6) as working_day_count
from newest
cross join days
where newest.contributed_at < $data_cut - interval 5 days
group by all
having working_day_count >= 20
