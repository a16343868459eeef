"""The days of the sample business: two years that end today, with their seasons and moments."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo

from tui_crm.period import add_months

SEASONS = (0.6, 0.7, 1.1, 1.5, 1.6, 1.5, 1.2, 0.9, 1.0, 0.85, 0.7, 0.6)
"""How busy each month is: people take their bicycles out in spring."""

_WEEK = (1.1, 1.1, 1.0, 1.0, 1.2, 0.8, 0.1)
_AHEAD = 400
_EARLY = 240  # minutes after midnight before which the clocks may not have changed yet
_MINUTES = 1440


class Days:
    """Every day by its number, the first of the books being 0."""

    def __init__(self, today: date, zone: tzinfo) -> None:
        self.first = add_months(today.replace(day=1), -24)
        self.today = (today - self.first).days
        dates = [self.first + timedelta(days=day) for day in range(self.today + _AHEAD)]
        self.iso = [day.isoformat() for day in dates]
        """Each day as it is stored, well beyond today."""
        self.dates = dates
        self.month_starts = [day for day in range(self.today + 1) if dates[day].day == 1]
        self._night = [_shift(day, time(0, 30), zone) for day in dates]
        self._noon = [_shift(day, time(12), zone) for day in dates]
        self._busy = self._weights()

    def number(self, day: date) -> int:
        """The number of a date."""
        return (day - self.first).days

    def moment(self, day: int, minute: int) -> str:
        """A minute of a local day as the moment in UTC that is stored.

        Today's all lie in its first hour, so that none is still to come.
        """
        if day >= self.today:
            minute = 1 + minute * 58 // _MINUTES
        minute -= self._night[day] if minute < _EARLY else self._noon[day]
        if minute < 0:
            if day:
                day -= 1
                minute += _MINUTES
            else:
                minute = 0
        hour, minute = divmod(minute, 60)
        return f"{self.iso[day]}T{hour:02}:{minute:02}:{day * 7 % 60:02}Z"

    def spread(self, count: int, today_at_least: int) -> list[int]:
        """How many of so many things happen on each day, some of them today."""
        earlier = max(0, count - today_at_least)
        total = sum(self._busy)
        made, passed = 0, 0.0
        quotas = []
        for weight in self._busy:
            passed += weight
            due = min(earlier, int(earlier * passed / total + 1e-9))
            quotas.append(due - made)
            made = due
        quotas[-1] += count - made
        return quotas

    def _weights(self) -> list[float]:
        """How busy each day up to today is: its season, its weekday, and a little growth."""
        return [
            SEASONS[day.month - 1] * _WEEK[day.weekday()] * (0.8 + 0.4 * number / (self.today + 1))
            for number, day in enumerate(self.dates[: self.today + 1])
        ]


def _shift(day: date, at: time, zone: tzinfo) -> int:
    """How many minutes the clocks of the zone are ahead of UTC."""
    local = datetime.combine(day, at, zone)
    ahead = local.replace(tzinfo=UTC) - local.astimezone(UTC)
    return int(ahead.total_seconds()) // 60
