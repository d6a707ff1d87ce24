"""What every test may ask for: an empty warehouse, and whether golden files are to be written anew."""

import pytest

from cop_analytics import warehouse


def pytest_addoption(parser):
    parser.addoption("--update-expected", action="store_true", help="write the golden files of fixtures/ anew")


@pytest.fixture
def update_expected(request):
    return request.config.getoption("--update-expected")


@pytest.fixture
def con():
    """An empty warehouse in memory."""
    with warehouse.connect(":memory:") as connection:
        yield connection
