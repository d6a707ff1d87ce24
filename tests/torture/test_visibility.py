"""What an operator sees: no failure goes untold, no item unaccounted for."""

import pytest

from tests.torture.conservation import g10
from tests.torture.visibility import g25

pytestmark = pytest.mark.slow

SEED = 20260107


def test_g10_of_every_item_received_it_is_known_what_became_of_it():
    figure = g10([SEED], quick=True)

    assert figure.holds, figure.figure


def test_g25_every_failure_is_told_with_its_cause_and_the_last_release_is_served():
    figure = g25([SEED], quick=True)

    assert figure.holds, figure.figure
