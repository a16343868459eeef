"""What all tests share: a fixed day, a home of their own, and a calm Hypothesis."""

from __future__ import annotations

import os
from collections.abc import Iterator, MutableMapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
from hypothesis import HealthCheck, settings
from sqlalchemy import Dialect, Engine, create_engine

from tui_crm import clock
from tui_crm.store import engine

TODAY = date(2026, 4, 1)

settings.register_profile(
    "calm", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
settings.load_profile("calm")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: a third of the tests' time is waiting for a screen to rest."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return (cores or 1) + 1


@pytest.fixture(scope="session", autouse=True)
def queries_compiled_once() -> Iterator[None]:
    """What a query is in SQL is worked out once for all books, not once for each test's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "create_engine", _sharing_engine)
        patch.setattr(sqlalchemy, "create_engine", _sharing_engine)
        yield


def _sharing_engine(*words: Any, **options: Any) -> Engine:  # Any: whatever SQLAlchemy takes
    made = create_engine(*words, **options)
    made.dialect, made._compiled_cache = _shared()
    return made


@cache
def _shared() -> tuple[Dialect, MutableMapping[Any, Any] | None]:
    """The dialect that all compile for, and what they have compiled."""
    first = create_engine("sqlite://")
    first.connect().close()  # the dialect asks the database what it can do
    first.dispose()
    return first.dialect, first._compiled_cache


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
