"""The coarse attributes of everybody in an analysts' file, as CSV: `python -m tests.attack.members FILE`; for `judge.py`."""

import sys

import duckdb

MEMBERS = """
    select unit, region, tier, time_zone,
        case when contributed = 0 then 'silent' when contributed < 10 then 'some' else 'many' end as activity
    from (
        select members.*, count(contribution_id) as contributed
        from facts.members left join facts.contributions using (member_id) group by all
    )
    order by all
"""


def main() -> None:
    with duckdb.connect(sys.argv[1], read_only=True) as con:
        print(con.execute(MEMBERS).df().to_csv(index=False), end="")


if __name__ == "__main__":
    main()
