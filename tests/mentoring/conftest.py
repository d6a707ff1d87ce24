import pytest

from tests.mentoring.cohorts import written


@pytest.fixture
def place(tmp_path):
    """A folder with settings and one programme."""
    (tmp_path / "cop.toml").write_text('[platform]\nkind = "bank"\nurl = "https://jive.bank.example"\n')
    written(tmp_path / "inputs/mentoring/digital-2026")
    return tmp_path
