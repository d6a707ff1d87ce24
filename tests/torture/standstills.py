"""A process that stands still, with all its threads, before each call of chosen kinds: there what a kill would leave can be
copied, and it can be killed. By ptrace, as strace does, but nothing moves while one looks.
"""

import ctypes
import errno
import hashlib
import os
import platform
import signal
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.torture.forks import forked

State = tuple[tuple[str, int, str], ...]
"""What lies in a folder, in order: path, mode, and the checksum of a file or where a link leads."""

CALLS = {
    74: "fsync",
    75: "fdatasync",
    76: "truncate",
    77: "ftruncate",
    82: "rename",
    84: "rmdir",
    86: "link",
    87: "unlink",
    88: "symlink",
    263: "unlinkat",
    264: "renameat",
    316: "renameat2",
}
"""What makes something durable, cuts it, names it otherwise or takes it away, by its number on x86_64."""

SYSCALL, SEIZE, INTERRUPT, SYSCALL_INFO = 24, 0x4206, 0x4207, 0x420E
GOOD_SYSCALL_STOPS, WITH_CHILDREN, ENDS_WITH_US = 1, 2 | 4 | 8, 1 << 20
AT_A_CALL = signal.SIGTRAP | 0x80
ANY_THREAD = 0x40000000
ENTERING = 1


class _Info(ctypes.Structure):
    """As the kernel tells of a call; what follows its number is not looked at."""

    _fields_ = (
        ("op", ctypes.c_uint8),
        ("arch", ctypes.c_uint32),
        ("where", ctypes.c_uint64 * 2),
        ("number", ctypes.c_uint64),
        ("rest", ctypes.c_uint64 * 8),
    )


_LIBC = ctypes.CDLL(None, use_errno=True)
_LIBC.ptrace.argtypes = (ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p)
_LIBC.ptrace.restype = ctypes.c_long


def can_be_made() -> bool:
    """Whether the calls have these numbers here, and a process may be traced."""
    try:
        return (platform.system(), platform.machine()) == ("Linux", "x86_64") and not list(standstills(os.getcwd))
    except PermissionError:
        return False


def standstills(act: Callable[[], object]) -> Iterator[tuple[str, int]]:
    """Call and process, before each of CALLS that any thread of a process of its own makes while it does `act`.

    Until the next is asked for, the process stands still. It may be killed there; there is no next one then, and it has
    ended.
    Raises PermissionError where nobody may be traced.
    """
    child = _held_at_the_start(act)
    running, stopped = {child}, list[tuple[int, int]]()
    while True:
        thread, status = stopped.pop(0) if stopped else os.waitpid(-1, ANY_THREAD)
        running.discard(thread)
        if not os.WIFSTOPPED(status):
            if thread == child:  # the kernel tells of it last
                return
            continue
        if call := _entered(thread, status):
            for other in running:
                _asked(INTERRUPT, other)
            while running:
                stopped.append(os.waitpid(-1, ANY_THREAD))
                running.discard(stopped[-1][0])
            yield call, child
        if _asked(SYSCALL, thread, _signal(status)):
            running.add(thread)


def _held_at_the_start(act: Callable[[], object]) -> int:
    """A process that is traced before it does anything."""
    held, free = os.pipe()
    child = forked(lambda: (os.close(free), os.read(held, 1), act()))
    os.close(held)
    try:
        _asked(SEIZE, child, GOOD_SYSCALL_STOPS | WITH_CHILDREN | ENDS_WITH_US)
        _asked(INTERRUPT, child)
    except PermissionError:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        raise
    finally:
        os.close(free)
    return child


def _entered(thread: int, status: int) -> str | None:
    """The name of the call before which a thread has stopped; None where it stopped for something else."""
    info = _Info()
    if os.WSTOPSIG(status) != AT_A_CALL:
        return None
    _LIBC.ptrace(SYSCALL_INFO, thread, ctypes.sizeof(info), ctypes.addressof(info))
    return CALLS.get(info.number) if info.op == ENTERING else None


def _signal(status: int) -> int:
    """What is to be handed on to a thread that stopped because of a signal."""
    is_ours = status >> 16 or os.WSTOPSIG(status) in (AT_A_CALL, signal.SIGTRAP)
    return 0 if is_ours else os.WSTOPSIG(status)


def _asked(request: int, thread: int, word: int = 0) -> bool:
    """Ask the kernel something about a thread; False if it has ended meanwhile."""
    if _LIBC.ptrace(request, thread, None, word) != -1:
        return True
    number = ctypes.get_errno()
    if number == errno.ESRCH:
        return False
    raise OSError(number, os.strerror(number))


def copied(folder: Path, shelf: Path) -> State:
    """The state of a folder; every content is laid onto the shelf once, under its checksum."""
    found = sorted(folder.rglob("*"))
    return tuple((str(path.relative_to(folder)), path.lstat().st_mode, _content(path, shelf)) for path in found)


def _content(path: Path, shelf: Path) -> str:
    if path.is_symlink():
        return os.readlink(path)
    if path.is_dir():
        return ""
    content = path.read_bytes()
    name = hashlib.sha256(content).hexdigest()
    if not (shelf / name).exists():
        (shelf / name).write_bytes(content)
    return name


def laid_out(state: State, shelf: Path, folder: Path) -> Path:
    """A new folder in that state."""
    folder.mkdir()
    for name, mode, content in state:
        if stat.S_ISLNK(mode):
            (folder / name).symlink_to(content)
        elif stat.S_ISDIR(mode):
            (folder / name).mkdir()
        else:
            (folder / name).write_bytes((shelf / content).read_bytes())
    for name, mode, _ in reversed(state):
        if not stat.S_ISLNK(mode):
            (folder / name).chmod(stat.S_IMODE(mode))
    return folder
