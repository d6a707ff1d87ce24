import threading
import time

from cop_analytics.platforms.pace import RateLimit


class Time:
    """A clock that moves when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 6))
        self.now += seconds


def pace(per_second=5.0):
    time = Time()
    return RateLimit(per_second, clock=time.clock, sleep=time.sleep), time


def test_turns_come_at_the_asked_pace():
    five_a_second, time = pace()

    for _ in range(4):
        five_a_second.wait()

    assert time.slept == [0.2, 0.2, 0.2]


def test_idle_time_is_not_saved_up():
    five_a_second, time = pace()
    five_a_second.wait()
    time.now += 60

    for _ in range(3):
        five_a_second.wait()

    assert time.slept == [0.2, 0.2]


def test_nobody_asks_during_a_pause():
    five_a_second, time = pace()
    five_a_second.pause(30)

    five_a_second.wait()

    assert time.slept == [30]


def test_a_shorter_pause_does_not_end_a_longer_one():
    five_a_second, time = pace()
    five_a_second.pause(30)
    five_a_second.pause(1)

    five_a_second.wait()

    assert time.slept == [30]


def test_a_pause_puts_off_a_turn_that_was_already_taken():
    time = Time()
    five_a_second = RateLimit(
        5, clock=time.clock, sleep=lambda seconds: (time.sleep(seconds), late.pop()()) if late else time.sleep(seconds)
    )
    late = [lambda: five_a_second.pause(30)]
    five_a_second.wait()

    five_a_second.wait()

    assert time.slept == [0.2, 30]


def test_all_threads_share_one_pace():
    shared = RateLimit(100)
    began = time.monotonic()
    threads = [threading.Thread(target=lambda: [shared.wait() for _ in range(5)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert time.monotonic() - began >= 0.18
