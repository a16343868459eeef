"""The migrations and the models say the same."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

from tests.book import new_book, rows
from tui_crm.models import ENTITIES, MODELS
from tui_crm.models.fields import Kind
from tui_crm.store.connect import SCHEMA_VERSION, migrate
from tui_crm.store.schema import statements


def _tidy(statement: str) -> str:
    return re.sub(r"\s+", " ", statement).strip().removesuffix(";")


def test_migrated_schema_is_that_of_the_models() -> None:
    migrated = sqlite3.connect(":memory:", isolation_level=None)
    migrate(migrated)
    found = {
        _tidy(sql)
        for (sql,) in migrated.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")
        if not sql.startswith("CREATE TABLE sqlite_")
    }
    assert found == {_tidy(statement) for statement in statements()}
    assert migrated.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)


def test_a_failed_migration_leaves_nothing_behind() -> None:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute("CREATE TABLE web_day (id INTEGER)")
    try:
        migrate(connection)
    except sqlite3.OperationalError:
        pass
    else:
        raise AssertionError("the migration should have failed")
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master")]
    assert tables == ["web_day"]
    assert connection.execute("PRAGMA user_version").fetchone() == (0,)


def test_every_foreign_key_has_an_index(tmp_path: Path) -> None:
    book = new_book(tmp_path)
    tiny = {"stage_id"}  # a handful of stages: the board's index serves the open deals
    for model in MODELS:
        table = model.table()
        indexed = {
            str(found[0])
            for (name,) in rows(book, f"SELECT name FROM pragma_index_list('{table.name}')")
            for found in rows(book, f"SELECT name FROM pragma_index_info('{name}') WHERE seqno = 0")
        }
        for column in table.columns:
            if column.foreign_keys and column.name not in tiny:
                assert column.name in indexed, f"{table.name}.{column.name}"


def test_every_field_says_what_forms_and_lists_need() -> None:
    for entity in ENTITIES.values():
        names = [spec.name for spec in entity.fields]
        assert len(names) == len(set(names))
        assert entity.field(entity.label) is not None
        for spec in entity.fields:
            assert spec.title and spec.width > 0
            assert bool(spec.choices) == (spec.kind is Kind.CHOICE), spec.name
            assert (spec.target in ENTITIES) == (spec.kind is Kind.LINK), spec.name
