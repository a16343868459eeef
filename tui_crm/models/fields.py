"""A field of a record: its column, and what forms, tables, search, CSV and commands need."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any  # SQLModel's Field is typed Any too: it stands for the field's own type

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, Text
from sqlalchemy import Date as DateType
from sqlalchemy.types import TypeDecorator, TypeEngine
from sqlmodel import Field

RATE_UNIT = 10**8
"""An exchange rate of 1 as it is stored: rates keep eight decimals."""

QUANTITY_UNIT = 10**6
"""A quantity of 1 as it is stored: targets keep six decimals."""


class Kind(StrEnum):
    """What a field holds, and so how it is typed, shown, sorted and compared."""

    TEXT = "text"
    LONG = "long text"
    EMAIL = "email"
    PHONE = "phone"
    MONEY = "money"
    COUNT = "count"
    CHANCE = "chance"
    RATE = "rate"
    QUANTITY = "quantity"
    DAY = "day"
    INSTANT = "instant"
    CHOICE = "choice"
    LINK = "link"
    FLAG = "flag"

    @property
    def is_number(self) -> bool:
        """Whether values stand right-aligned and compare as numbers."""
        return self in (Kind.MONEY, Kind.COUNT, Kind.CHANCE, Kind.RATE, Kind.QUANTITY)

    @property
    def is_text(self) -> bool:
        """Whether a search for words looks into it."""
        return self in (Kind.TEXT, Kind.LONG, Kind.EMAIL, Kind.PHONE)


class OnDelete(StrEnum):
    """What becomes of a record when the record it links to is deleted."""

    GOES_ALONG = "goes along"
    LOSES_LINK = "loses link"
    FORBIDS = "forbids"


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """What the program knows about one field of a record."""

    name: str
    """The field's name at the command line and in CSV headers."""
    column: str
    """The column of the table that holds it."""
    title: str
    """What stands over the column and beside the input."""
    kind: Kind
    width: int = 12
    """Cells that the column takes in a list."""
    help: str = ""
    """One line under the input: what is meant, and how it may be typed."""
    required: bool = False
    choices: tuple[str, ...] = ()
    target: str = ""
    """The entity that a link leads to."""
    on_delete: OnDelete = OnDelete.FORBIDS
    listed: bool = True
    """Whether lists show it unasked."""
    asked: bool = True
    """Whether forms ask for it."""
    via: str = ""
    """The link through which the field is reached when it lies on another record."""
    default: str = ""
    """What a form offers before anything is typed."""
    low: int | None = None
    """The smallest number allowed."""
    custom: bool = False
    """Whether a business added it: its value lies in `column` as JSON, under its name."""


class DayText(TypeDecorator[date]):
    """A calendar date as ISO text, which STRICT tables of SQLite can hold."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:  # as declared by SQLAlchemy
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else DateType())

    def process_bind_param(self, value: date | None, dialect: Dialect) -> date | str | None:
        return value.isoformat() if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: date | str | None, dialect: Dialect) -> date | None:
        return date.fromisoformat(value) if isinstance(value, str) else value


class InstantText(TypeDecorator[datetime]):
    """A moment in UTC as ISO text to the second, `2026-02-28T23:30:00Z`."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:  # as declared by SQLAlchemy
        plain = Text() if dialect.name == "sqlite" else DateTime(timezone=True)
        return dialect.type_descriptor(plain)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | str | None:
        if value is None or dialect.name != "sqlite":
            return value
        return instant_text(value)

    def process_result_value(
        self, value: datetime | str | None, dialect: Dialect
    ) -> datetime | None:
        return instant_of(value) if isinstance(value, str) else value


class Flag(TypeDecorator[bool]):
    """Yes or no, stored as 1 or 0."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: bool | None, dialect: Dialect) -> int | None:
        return None if value is None else int(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> bool | None:
        return None if value is None else bool(value)


WholeNumber = BigInteger().with_variant(Integer(), "sqlite")
"""64 bits everywhere: minor units outgrow 32."""


def instant_text(moment: datetime) -> str:
    """A moment as it is stored."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def instant_of(text: str) -> datetime:
    """The moment that a stored text means."""
    return datetime.fromisoformat(text)


def key() -> Any:
    """The record's own number, which is never given out twice."""
    return Field(default=None, primary_key=True, sa_type=Integer)


def text(title: str, **known: Any) -> Any:
    """A line of text; `required=True` where it must not be blank."""
    return _field(title, known.pop("kind", Kind.TEXT), Text, **known)


def money(title: str, **known: Any) -> Any:
    """An amount in minor units of the record's currency."""
    return _field(title, Kind.MONEY, WholeNumber, **known)


def count(title: str, **known: Any) -> Any:
    """A whole number, not below zero unless `low` says otherwise."""
    known.setdefault("low", 0)
    return _field(title, Kind.COUNT, WholeNumber, **known)


def number(title: str, kind: Kind, **known: Any) -> Any:
    """A whole number that stands for something else: basis points, a rate, a quantity."""
    return _field(title, kind, WholeNumber, **known)


def day(title: str, **known: Any) -> Any:
    """A calendar date in the business's own time zone."""
    return _field(title, Kind.DAY, DayText, **known)


def instant(title: str, **known: Any) -> Any:
    """A moment, stored in UTC."""
    return _field(title, Kind.INSTANT, InstantText, **known)


def choice(title: str, *choices: str, **known: Any) -> Any:
    """One of a few words."""
    return _field(title, Kind.CHOICE, Text, choices=choices, **known)


def flag(title: str, **known: Any) -> Any:
    """Yes or no."""
    return _field(title, Kind.FLAG, Flag, value=False, **known)


def link(title: str, target: str, **known: Any) -> Any:
    """Another record, typed and shown by its name."""
    return _field(title, Kind.LINK, Integer, target=target, foreign_key=f"{target}.id", **known)


def inner(sa_type: Any, **known: Any) -> Any:
    """A column that the program keeps for itself: no form, list or file shows it."""
    return Field(default=known.pop("value", None), sa_type=sa_type, **known)


def _field(
    title: str,
    kind: Kind,
    sa_type: Any,  # a SQLAlchemy type, given as class or instance
    *,
    name: str = "",
    value: Any = None,
    foreign_key: str | None = None,
    **known: Any,
) -> Any:
    spec = {"title": title, "kind": kind, "name": name, **known}
    extra: dict[str, Any] = {"foreign_key": foreign_key} if foreign_key else {}
    if not known.get("required"):
        extra["default"] = value
    return Field(sa_type=sa_type, sa_column_kwargs={"info": {"spec": spec}}, **extra)
