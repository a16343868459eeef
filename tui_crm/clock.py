"""Today's date and the present moment: the only place that reads the clock."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, time, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Mapping

_fixed: date | None = None


def fix(day: date | None) -> None:
    """Make the whole program take this day for today, as `--today` asks; None lets time run."""
    global _fixed
    _fixed = day


def fixed() -> date | None:
    """The day that was fixed as today, if one was."""
    return _fixed


def now(zone: tzinfo) -> datetime:
    """The present moment in UTC; on a fixed day, the midday of the zone."""
    if _fixed is None:
        return datetime.now(UTC)
    return datetime.combine(_fixed, time(12), zone).astimezone(UTC)


def today(zone: tzinfo) -> date:
    """The date that the calendar of the zone shows now, or the fixed day."""
    return datetime.now(zone).date() if _fixed is None else _fixed


def system_zone_name(
    *, environment: Mapping[str, str] | None = None, etc: Path = Path("/etc")
) -> str:
    """The name of the zone this machine keeps, as "Europe/Berlin"; "UTC" where it tells none."""
    configured = (os.environ if environment is None else environment).get("TZ", "")
    for name in (configured, _linked_zone(etc / "localtime"), _written_zone(etc / "timezone")):
        zone = name.removeprefix(":").rpartition("zoneinfo/")[2].strip()
        if zone and _exists(zone):
            return zone
    return "UTC"


def _linked_zone(localtime: Path) -> str:
    """The zone that the C library follows: the place the link of the system leads to."""
    try:
        target = os.readlink(localtime)
    except OSError:
        return ""
    return target if "zoneinfo/" in target else ""


def _written_zone(timezone: Path) -> str:
    try:
        return timezone.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def _exists(zone: str) -> bool:
    try:
        ZoneInfo(zone)
    except (ValueError, OSError, KeyError):  # not a name, not a file of zones, not found
        return False
    return True
