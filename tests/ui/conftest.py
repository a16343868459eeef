"""Books for the app's tests: the sample business, made once, and a copy of it for each test."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.conftest import TODAY
from tui_crm.sample import make_sample


@pytest.fixture(scope="session")
def sample_master(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample business as it is made, not to be written to."""
    path = tmp_path_factory.mktemp("sample") / "master.db"
    make_sample(path, today=TODAY)
    return path


@pytest.fixture
def sample(sample_master: Path, tmp_path: Path) -> Path:
    """A copy of the sample business for one test."""
    return Path(shutil.copy(sample_master, tmp_path / "business.db"))


@pytest.fixture(autouse=True)
def nothing_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test runs long enough for figures to be read before it asks for them."""
    monkeypatch.setattr("tui_crm.ui.app.AHEAD_AFTER", 3600.0)
