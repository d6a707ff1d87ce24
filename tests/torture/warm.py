"""Runs the nightly flow as a schedule's worker does, each time in a process of its own, forked from one that is warm.

A job is a line of JSON on standard input: folder, environment, the time of the night, perhaps a limit on what a file may
hold, perhaps another folder of models. Its number as a process and, at the end, its status are told on standard output.
"""

import json
import logging
import os
import resource
import sys
import traceback
from datetime import datetime
from pathlib import Path

from cop_analytics import shipped
from cop_analytics.errors import CopAnalyticsError
from flows.nightly import nightly

AT_ONCE = 4


def main() -> None:
    running: dict[int, str] = {}
    for line in sys.stdin:
        job = json.loads(line)
        if len(running) == AT_ONCE:
            _tell_of_one(running)
        pid = os.fork()
        if not pid:
            sys.exit(_run(job))
        running[pid] = job["name"]
        print(json.dumps({"name": job["name"], "pid": pid}), flush=True)
    while running:
        _tell_of_one(running)


def _tell_of_one(running: dict[int, str]) -> None:
    pid, status = os.wait()
    print(json.dumps({"name": running.pop(pid), "status": os.waitstatus_to_exitcode(status)}), flush=True)


def _run(job) -> int:
    """The night with everything said aloud: DEBUG on all loggers, the whole traceback of what stopped it."""
    folder = Path(job["folder"])
    (folder / "said").mkdir()
    log = os.open(folder / "said" / "log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.chdir(folder)
    os.environ.update({name: value for name, value in job["env"].items() if value is not None})
    for name in (name for name, value in job["env"].items() if value is None):
        os.environ.pop(name, None)
    if job.get("most_bytes"):
        resource.setrlimit(resource.RLIMIT_FSIZE, (job["most_bytes"], resource.RLIM_INFINITY))
    if job.get("package"):
        shipped._PACKAGE = Path(job["package"])
    logging.basicConfig(level=logging.DEBUG, force=True)
    try:
        print(nightly(now=datetime.fromisoformat(job["now"])))
    except CopAnalyticsError as error:
        traceback.print_exc()
        return error.exit_status
    except BaseException:
        traceback.print_exc()
        return 1
    return 0


if __name__ == "__main__":
    main()
