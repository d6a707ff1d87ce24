"""How much more memory ten times the items need."""

import re
import subprocess
import sys
import tempfile
from pathlib import Path


def peak(items: int) -> int:
    """Peak resident memory, in kB, of a process of its own that lands `items`."""
    command = [sys.executable, "-m", "tests.bench.memory", str(items)]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def ratio() -> str:
    few, many = peak(10_000), peak(100_000)
    return f"{many / few:.2f} times ({few // 1024} MiB and {many // 1024} MiB)"


if __name__ == "__main__":
    import flows.pull  # noqa: F401 -- a pull runs in a flow, and its memory counts
    from tests.bench.landing import land

    with tempfile.TemporaryDirectory() as folder:
        land(Path(folder), int(sys.argv[1]), 0)
    print(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1])
