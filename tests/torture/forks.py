"""Processes forked from one that is warm: what they have to know of that.

None of its threads lives on in them, also not those in which V8 draws. A picture that was not drawn before would be waited
for until somebody looks; it is drawn in a new process.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable

import vl_convert

from tests.torture import homes

MOST_SECONDS = 1200
DRAW = (
    "import json, sys, vl_convert as vl; print(vl.vegalite_to_svg(*json.load(sys.stdin), allowed_base_urls=[]), end='')"
)


def forked(act: Callable[[], object]) -> int:
    """`act` in a process of its own; its number. It ends with status 0, or 7 for StorageFailed, or 1; never later than
    after MOST_SECONDS.
    """
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        signal.alarm(MOST_SECONDS)
        vl_convert.vegalite_to_svg = _drawn
        status = {"released": 0, "StorageFailed": 7}.get(homes.outcome_of(lambda: act()), 1)
    finally:
        os._exit(status)


def _drawn(specification: object, **_: object) -> str:
    told = json.dumps([specification])
    return subprocess.run([sys.executable, "-c", DRAW], input=told, capture_output=True, text=True, check=True).stdout
