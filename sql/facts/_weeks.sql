-- One row per ISO week, with the 4-4-5 month and the ISO quarter it lies in.
-- grain: week_start
-- note: a year of 53 weeks gives its last week to its last quarter and month.
with

weeks as (

    select
        unnest(generate_series(timestamp '2000-01-03', date_trunc('year', $data_cut) + interval 2 years, interval 7 days))
            as week_start

),

numbered as (

    select
        week_start,
        isoyear(week_start) as iso_year,
        least((week(week_start) - 1) // 13, 3) as quarter,
        week(week_start) - 1 - 13 * least((week(week_start) - 1) // 13, 3) as week_of_quarter
    from weeks

)

select
    week_start,
    min(week_start) over quarter as quarter_start,
    max(week_start) over quarter + interval 7 days as quarter_end,
    min(week_start) over month as month_start,
    max(week_start) over month + interval 7 days as month_end
from numbered
window
    quarter as (partition by iso_year, quarter),
    month as (partition by iso_year, quarter, least(week_of_quarter // 4, 2))
