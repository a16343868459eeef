"""The clock of the program, and the zone that the machine keeps."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tui_crm import clock

BERLIN = ZoneInfo("Europe/Berlin")
AUCKLAND = ZoneInfo("Pacific/Auckland")
NIUE = ZoneInfo("Pacific/Niue")


class StandingClock(datetime):
    """A clock that shows half past eleven in the evening of 28 February 2026, in UTC."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> StandingClock:
        return cls(2026, 2, 28, 23, 30, tzinfo=UTC).astimezone(tz)


@pytest.fixture(autouse=True)
def unfixed_clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let no test see the real clock, and leave no day fixed behind it."""
    monkeypatch.setattr(clock, "datetime", StandingClock)
    before = clock.fixed()
    clock.fix(None)
    yield
    clock.fix(before)


def test_today_is_the_date_of_the_zone() -> None:
    assert clock.today(UTC) == date(2026, 2, 28)
    assert clock.today(BERLIN) == date(2026, 3, 1)
    assert clock.today(NIUE) == date(2026, 2, 28)


@pytest.mark.parametrize("zone", [UTC, BERLIN, AUCKLAND])
def test_the_present_moment_is_in_utc_whatever_the_zone(zone: tzinfo) -> None:
    moment = clock.now(zone)

    assert moment == datetime(2026, 2, 28, 23, 30, tzinfo=UTC)
    assert moment.tzinfo is UTC


def test_a_fixed_day_is_today_everywhere_until_time_runs_again() -> None:
    clock.fix(date(2026, 7, 1))

    assert clock.fixed() == date(2026, 7, 1)
    assert {clock.today(zone) for zone in (UTC, BERLIN, AUCKLAND)} == {date(2026, 7, 1)}

    clock.fix(None)

    assert clock.fixed() is None
    assert clock.today(BERLIN) == date(2026, 3, 1)


@pytest.mark.parametrize("zone", [UTC, BERLIN, AUCKLAND, NIUE])
def test_the_moment_of_a_fixed_day_is_its_midday(zone: tzinfo) -> None:
    clock.fix(date(2026, 7, 1))

    moment = clock.now(zone)

    assert moment.tzinfo is UTC
    assert moment.astimezone(zone).replace(tzinfo=None) == datetime(2026, 7, 1, 12)


@pytest.mark.parametrize(
    "value", ["Europe/Berlin", ":Europe/Berlin", "/usr/share/zoneinfo/Europe/Berlin"]
)
def test_the_environment_names_the_zone_first(value: str, tmp_path: Path) -> None:
    (tmp_path / "timezone").write_text("Asia/Tokyo\n")

    assert clock.system_zone_name(environment={"TZ": value}, etc=tmp_path) == "Europe/Berlin"


@pytest.mark.parametrize(
    "target", ["/usr/share/zoneinfo/Asia/Tokyo", "../var/db/timezone/zoneinfo/Asia/Tokyo"]
)
def test_the_link_of_the_system_goes_before_the_written_name(target: str, tmp_path: Path) -> None:
    (tmp_path / "localtime").symlink_to(target)
    (tmp_path / "timezone").write_text("Europe/Berlin\n")

    assert clock.system_zone_name(environment={}, etc=tmp_path) == "Asia/Tokyo"


def test_a_system_without_a_link_has_its_zone_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "localtime").write_bytes(b"TZif2")
    (tmp_path / "timezone").write_text("Europe/Berlin\n")

    assert clock.system_zone_name(environment={}, etc=tmp_path) == "Europe/Berlin"


@pytest.mark.parametrize(
    "value", ["", "CET-1CEST", "Mars/Olympus", "../etc/passwd", "Europe", "\0"]
)
def test_a_name_that_is_no_zone_is_passed_over(value: str, tmp_path: Path) -> None:
    (tmp_path / "timezone").write_text("Asia/Tokyo\n")

    assert clock.system_zone_name(environment={"TZ": value}, etc=tmp_path) == "Asia/Tokyo"


def test_without_any_name_the_zone_is_utc(tmp_path: Path) -> None:
    (tmp_path / "localtime").symlink_to("/somewhere/else")
    (tmp_path / "timezone").write_bytes(b"\xff\xfe")

    assert clock.system_zone_name(environment={}, etc=tmp_path) == "UTC"
    assert clock.system_zone_name(environment={}, etc=tmp_path / "missing") == "UTC"


def test_the_zone_of_this_machine_can_be_used() -> None:
    assert ZoneInfo(clock.system_zone_name()).key
