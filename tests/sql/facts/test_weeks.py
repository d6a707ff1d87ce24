from datetime import datetime

from cop_analytics import windows
from tests.tables import build

FIRST, LAST = datetime(2020, 1, 6), datetime(2027, 1, 1)


def test_the_quarters_of_the_warehouse_are_those_of_the_house(con):
    told = build(con, "facts._weeks", "distinct quarter_start", "quarter_end", data_cut=datetime(2026, 1, 6))

    expected = [(quarter.start, quarter.end) for quarter in windows.quarters(FIRST, LAST)]
    assert [quarter for quarter in told if quarter[0] >= FIRST and quarter[1] <= LAST] == expected


def test_the_months_of_the_warehouse_are_those_of_the_house(con):
    told = build(con, "facts._weeks", "distinct month_start", "month_end", data_cut=datetime(2026, 1, 6))

    expected = [(month.start, month.end) for month in windows.months(FIRST, LAST)]
    assert [month for month in told if month[0] >= FIRST and month[1] <= LAST] == expected
