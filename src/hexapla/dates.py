"""PartialDate: a day, a month or a year, as chronologies know them; the time of a build."""

from __future__ import annotations

import calendar
import datetime
import re
from dataclasses import dataclass


def time_of_epoch(text: str) -> datetime.datetime:
    """The time that a value of SOURCE_DATE_EPOCH tells: whole seconds since 1970, in UTC.

    Raises ValueError for anything else, and beyond the year 9999.
    """
    if not re.fullmatch(r"[0-9]{1,12}", text) or int(text) > 253402300799:
        raise ValueError(text)
    return datetime.datetime.fromtimestamp(int(text), datetime.UTC)


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A day, a month or a year of the proleptic Gregorian calendar."""

    year: int
    month: int | None = None
    day: int | None = None

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read ``2022-03-30``, ``2022-03`` or ``2022``. Raises ValueError for anything else."""
        match = re.fullmatch(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", text, re.ASCII)
        if not match:
            raise ValueError(text)
        year, month, day = (int(part) if part else None for part in match.groups())
        assert year is not None
        result = cls(year, month, day)
        result.first_day()
        return result

    def first_day(self) -> datetime.date:
        """The first day that it covers; raises ValueError if there is no such day."""
        month, day = (1 if part is None else part for part in (self.month, self.day))
        return datetime.date(self.year, month, day)

    def last_day(self) -> datetime.date:
        """The last day that it covers."""
        month = self.month or 12
        return datetime.date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def __str__(self) -> str:
        """ISO 8601, shortened to what is known."""
        parts = [f"{self.year:04}"]
        parts += [f"{part:02}" for part in (self.month, self.day) if part is not None]
        return "-".join(parts)
