"""What all tests share: a fixed day, a home of their own, and a calm Hypothesis."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tui_crm import clock

TODAY = date(2026, 4, 1)

settings.register_profile(
    "calm", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
settings.load_profile("calm")


@pytest.fixture(autouse=True)
def fixed_day() -> Iterator[None]:
    """Every test lives on one day."""
    clock.fix(TODAY)
    yield
    clock.fix(None)


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is read from or written to the user's home."""
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    monkeypatch.delenv("TUI_CRM_DATABASE", raising=False)
    monkeypatch.setenv("TZ", "Europe/Berlin")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")  # a new book is in no country
