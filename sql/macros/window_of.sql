-- The closed windows a moment lies in, as a struct of their first moments: ISO week, 4-4-5 month, ISO quarter.
-- takes: ts
struct_pack(
    week_start := date_trunc('week', ts::timestamp),
    month_start := date_trunc('week', ts::timestamp) - to_days(7 * (
        week(ts::timestamp) - 1
        - 13 * least((week(ts::timestamp) - 1) // 13, 3)
        - 4 * least((week(ts::timestamp) - 1 - 13 * least((week(ts::timestamp) - 1) // 13, 3)) // 4, 2)
    )::integer),
    quarter_start := date_trunc('week', ts::timestamp)
        - to_days(7 * (week(ts::timestamp) - 1 - 13 * least((week(ts::timestamp) - 1) // 13, 3))::integer)
)
