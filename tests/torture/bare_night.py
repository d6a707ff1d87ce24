"""A night without a scheduler, in a process of its own: settings from the environment, stations in the flow's order."""

import sys
from datetime import UTC, datetime

from cop_analytics import settings, stations
from cop_analytics.errors import CopAnalyticsError, words_held_back
from tests.torture.homes import quiet


def main() -> int:
    """The exit status, as the command line gives it."""
    full, now = "--full" in sys.argv, datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    try:
        with words_held_back():
            chosen = settings.load()
            with stations.night(chosen, "sweep" if full else "nightly", now) as run:
                stations.pull(chosen, run, full=full, tell=quiet)
                stations.refresh(chosen, run, tell=quiet)
                stations.publish(chosen, run, tell=quiet)
    except CopAnalyticsError as error:
        print(error, file=sys.stderr)
        return error.exit_status
    return 0


if __name__ == "__main__":
    sys.exit(main())
