"""What every test may ask for: an empty warehouse, and whether golden files are to be written anew."""

import pytest

from cop_analytics import warehouse


def pytest_addoption(parser):
    parser.addoption("--update-expected", action="store_true", help="write the golden files of fixtures/ anew")


def pytest_collection_modifyitems(items):
    """Files that take minutes begin first: at the end one core would wait for the other."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.fixture
def update_expected(request):
    return request.config.getoption("--update-expected")


@pytest.fixture
def con():
    """An empty warehouse in memory."""
    with warehouse.connect(":memory:") as connection:
        yield connection
