"""Threads that read and one that takes: everything comes, the first error rises, and an end is an end for all."""

import threading

import pytest

from cop_analytics.platforms.batch import Batch
from cop_analytics.platforms.crew import Crew


def brought(crew, *tasks):
    return [batch.origin for batch in crew.batches(tasks)]


@pytest.mark.parametrize("threads", [1, 4])
def test_what_tasks_and_those_they_spawn_bring_arrives(threads):
    crew = Crew(threads, lambda: None)

    def task(number):
        crew.bring(Batch("people", str(number)))
        if number < 50:
            crew.spawn(lambda: task(number + 10))

    assert sorted(map(int, brought(crew, *(lambda n=n: task(n) for n in range(10))))) == list(range(60))


def test_the_first_error_of_any_thread_rises_and_stops_the_others():
    stopped = threading.Event()
    crew = Crew(2, stopped.set)

    def fails():
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        brought(crew, lambda: stopped.wait(5), fails)
    assert stopped.is_set()


def test_one_who_stops_listening_stops_the_reading():
    stopped = threading.Event()
    crew = Crew(2, stopped.set)

    def endless():
        while not stopped.is_set():
            crew.bring(Batch("people", "1"))

    reading = crew.batches([endless])
    next(reading)
    reading.close()

    assert stopped.is_set()
