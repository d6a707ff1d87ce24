"""What a community's own past says of a value."""

from datetime import datetime

from cop_analytics.history import signalled
from cop_analytics.measurements import CELLS, Measured
from cop_analytics.windows import months

YEARS = tuple(months(datetime(2024, 12, 30), datetime(2026, 3, 30)))
LEVELS = (10.0, 9.0) * 7 + (10.0,)
SHOWN = dict.fromkeys(CELLS) | {
    **{"community_id": "harbour", "indicator_id": "V-5", "part": "gini", "view": "all", "window_kind": "month"},
    **{"interval_method": "", "unit_count": 40, "signal": "history_building", "status": "shown"},
}


def told(version, values):
    return [
        Measured(**SHOWN | {"window_end": window.end, "value": value, "method_version": version})
        for window, value in zip(YEARS, values, strict=True)
    ]


def test_a_month_unlike_those_before_it_is_worth_asking():
    assert signalled(told("1", (*LEVELS[:-1], 20.0)))[-1].signal == "worth_asking"


def test_another_version_of_a_definition_has_another_past():
    both = signalled([*told("1", LEVELS), *told("2", [2 * level for level in LEVELS])])

    assert [row.signal for row in both[12:15] + both[27:]] == ["none"] * 6
