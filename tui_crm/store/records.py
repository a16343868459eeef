"""Adding, changing and deleting records: values checked, links found, the search key kept."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any  # Any: the value of a column, whatever it holds

from pydantic import ValidationError
from sqlalchemy import Column, func, select
from sqlmodel import col

from tui_crm import money
from tui_crm.errors import FieldErrors, Refused, WrongUsage
from tui_crm.models import (
    ENTITIES,
    MODELS,
    Account,
    Contact,
    Entered,
    Entity,
    FieldSpec,
    Lead,
    Record,
)
from tui_crm.models.fields import RATE_UNIT, Kind, OnDelete
from tui_crm.store.customs import EXTRA, extra_of, extra_text, words_of
from tui_crm.store.engine import Work
from tui_crm.store.entry import Typing, Value, read_values
from tui_crm.store.journal import rewriting_history
from tui_crm.store.lookup import find, label_of
from tui_crm.store.phones import phone_key
from tui_crm.text import fold, quoted

MADE_BY_NAME = ("account", "contact", "campaign")
"""What can be made on the spot where a link names it and it does not exist yet."""


def typed_values(
    work: Work,
    specs: tuple[FieldSpec, ...],
    typed: Mapping[str, str],
    typing: Typing,
    *,
    create: bool,
    currency: str,
) -> dict[str, Value]:
    """The values of the typed fields, links as ids; raises `FieldErrors` with every mistake."""
    known = {spec.name for spec in specs}
    errors = {
        name: f"there is no such field. The fields are: {', '.join(sorted(known))}."
        for name in typed
        if name not in known
    }
    values, wrong = read_values(specs, typed, typing, _currency_of(typed, currency))
    errors |= wrong
    for spec in specs:
        called = values.get(spec.name)
        if spec.kind is not Kind.LINK or called is None:
            continue
        try:
            values[spec.name] = link_to(work, ENTITIES[spec.target], str(called), create=create)
        except WrongUsage as error:
            errors[spec.name] = str(error)
    if errors:
        raise FieldErrors(errors)
    return values


def link_to(work: Work, entity: Entity, called: str, *, create: bool) -> int:
    """The id of the record that a name means, made where that is allowed."""
    found = find(work, entity, called)
    if found is not None:
        return found
    if not create or entity.name not in MADE_BY_NAME or called.startswith("id:"):
        if called.strip().startswith("id:"):
            raise WrongUsage(f"there is no {entity.name} {called.strip()[3:]}")
        hint = ": add it first, or give --create" if entity.name in MADE_BY_NAME else ""
        raise WrongUsage(f"there is no {entity.name} called {quoted(called)}{hint}")
    made = insert(work, entity.model, {"name": called})
    work.made.setdefault(entity.name, made)
    return made


def insert(work: Work, model: type[Record], columns: Mapping[str, Any]) -> int:
    """Store a new record made of column values that are known to be right; gives its id."""
    return store(work, build(work, model, columns))


def build(work: Work, model: type[Record], columns: Mapping[str, Any]) -> Record:
    """A new record from column values, checked by its model, not stored yet."""
    stamped = dict(columns)
    if issubclass(model, Entered):
        stamped.setdefault("created_at", work.at)
    try:
        return model.model_validate(stamped)
    except ValidationError as error:
        raise FieldErrors(_missing(model, error)) from None


def store(work: Work, record: Record) -> int:
    """Put a new record into the database with its search key; gives its id."""
    refresh_search(work, record)
    work.add(record)
    work.flush()
    number = getattr(record, "id", None)
    assert isinstance(number, int)
    return number


def refresh_search(work: Work, record: Record) -> None:
    """Keep what a record is found by: its folded words, a lead's with its contact's; its phone."""
    if not isinstance(record, Entered):
        return
    if isinstance(record, Account | Contact):
        record.phone_key = phone_key(record.phone, work.business["country"])
    record.search = search_text(record)
    if isinstance(record, Lead):
        contact = work.get(Contact, record.contact_id)
        record.search = f"{search_text(contact)} {record.search}" if contact else record.search
    elif isinstance(record, Contact) and record.id is not None:
        for lead in work.execute(select(Lead).where(col(Lead.contact_id) == record.id)).scalars():
            lead.search = f"{record.search} {search_text(lead)}"


def search_text(record: Entered) -> str:
    """The folded words of a record's own texts and choices, and of its custom fields."""
    words: list[str] = []
    for column in type(record).table().columns:
        spec = column.info.get("spec")
        if spec and (spec["kind"].is_text or spec["kind"] is Kind.CHOICE):
            value = getattr(record, column.name)
            if value:
                words.append(str(value))
    words += words_of(getattr(record, EXTRA, None))
    return fold(" ".join(words))


def settle_money(record: Record, base: str, *, rated: bool) -> None:
    """Work out the base amount from the amount and its rate, rounded half up once.

    Raises `FieldErrors` for an unknown currency, and for a foreign one without its rate.
    """
    currency = getattr(record, "currency", None)
    if currency is None:
        return
    if not money.known(currency):
        raise FieldErrors({"currency": money.unknown(currency)})
    if currency == base:
        _put(record, fx_e8=RATE_UNIT)
    elif not rated and getattr(record, "fx_e8", RATE_UNIT) == RATE_UNIT:
        raise FieldErrors({"rate": f"what is one {currency} worth in {base}? Give the day's rate"})
    amount = getattr(record, "amount_minor", None)
    rate = Decimal(getattr(record, "fx_e8", RATE_UNIT)) / RATE_UNIT
    try:
        converted = None if amount is None else money.convert(amount, currency, rate, base)
    except money.AmountError as error:
        raise FieldErrors({"amount": str(error)}) from None
    _put(record, base_minor=converted)


def columns_of(
    entity: Entity, values: Mapping[str, Value], extra: str | None = None
) -> dict[str, Any]:
    """Values by field name as values by column, borrowed fields left out.

    `extra` is what the record's custom fields hold so far: those without a new value keep it.
    """
    named: dict[str, Any] = {}
    custom: dict[str, str | None] = {}
    for name, value in values.items():
        spec = entity.field(name)
        if spec is None or spec.via:
            continue
        if spec.custom:
            custom[name] = None if value is None else str(value)
        else:
            named[spec.column] = value
    if custom:
        named[EXTRA] = extra_text({**extra_of(extra), **custom})
    return named


def get(work: Work, entity: Entity, record_id: int) -> Record:
    """A record by its number; raises `WrongUsage` where there is none."""
    record = work.get(entity.model, record_id)
    if record is None or any(
        getattr(record, column) != value for column, value in entity.fixed.items()
    ):
        raise WrongUsage(f"There is no {entity.name} {record_id}.")
    return record


def delete(work: Work, record: Record) -> None:
    """Take a record away with what goes along with it; raises `Refused` where others need it."""
    with rewriting_history(work):
        _take_away(work, record)


def links_to(model: type[Record]) -> list[tuple[type[Record], Column[Any]]]:
    """Every column of another record that leads to records of a kind."""
    table = model.table()
    return [
        (other, column)
        for other in MODELS
        for column in other.table().columns
        if any(key.column.table is table for key in column.foreign_keys)
    ]


def describe(work: Work, entity: Entity, record_id: int) -> str:
    """What people call a record, for titles and messages."""
    spec = entity.field(entity.label)
    record = work.get(entity.model, record_id)
    if record is not None and spec is not None and not spec.via and spec.kind is not Kind.LINK:
        return str(getattr(record, spec.column) or f"{entity.name} {record_id}")
    return label_of(work, entity, record_id)


def _take_away(work: Work, record: Record) -> None:
    number = getattr(record, "id", None)
    for model, column in links_to(type(record)):
        rule = column.info.get("spec", {}).get("on_delete", OnDelete.FORBIDS)
        for other in work.execute(select(model).where(column == number)).scalars():
            if rule is OnDelete.GOES_ALONG:
                _take_away(work, other)
            elif rule is OnDelete.LOSES_LINK:
                _put(other, **{column.name: None})
            else:
                raise _still_needed(work, record, model, column.name)
        work.flush()
    work.delete(record)
    work.flush()


def _put(record: Record, **columns: object) -> None:
    for name, value in columns.items():
        setattr(record, name, value)


def _still_needed(work: Work, record: Record, model: type[Record], column: str) -> Refused:
    table = model.table()
    number = getattr(record, "id", 0)
    many = work.execute(
        select(func.count()).select_from(table).where(table.c[column] == number)
    ).scalar_one()
    mine = _entity_of(type(record))
    theirs = _entity_of(model)
    called = quoted(describe(work, mine, number)) if mine else "This"
    what = (theirs.plural if many > 1 else theirs.name) if theirs else table.name
    return Refused(f"{called} still has {many} {what}: delete or move those first.")


def _entity_of(model: type[Record]) -> Entity | None:
    found = [entity for entity in ENTITIES.values() if entity.model is model and not entity.fixed]
    return found[0] if found else None


def _currency_of(typed: Mapping[str, str], otherwise: str) -> str:
    given = typed.get("currency", "").strip().upper()
    return given if money.known(given) else otherwise


def _missing(model: type[Record], error: ValidationError) -> dict[str, str]:
    columns = model.table().columns
    wrong: dict[str, str] = {}
    for found in error.errors():
        column = str(found["loc"][0]) if found["loc"] else ""
        spec = columns[column].info.get("spec", {}) if column in columns else {}
        name = spec.get("name") or column.removesuffix("_id").removesuffix("_minor")
        wrong[name] = "this is needed" if found["type"] == "missing" else found["msg"]
    return wrong
