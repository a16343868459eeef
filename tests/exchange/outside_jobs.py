"""What a process of its own is given to do in tests: it must be importable there by its name."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable

from tui_crm import clock
from tui_crm.errors import FieldErrors, Refused
from tui_crm.exchange.looking import Order
from tui_crm.models import ENTITIES, Account
from tui_crm.store import records
from tui_crm.store.engine import Book

Watch = Callable[[int, int], None]

MANY = 100_000
"""Rows that take longer to store than any test waits."""


def about(book: Book, order: Order, watch: Watch) -> dict[str, object]:
    """Tell what the process sees around it."""
    print("not for the terminal")
    print("nor this", file=sys.stderr)
    watch(1, 10)
    return {
        "process": os.getpid(), "day": clock.fixed(), "today": book.today(), "file": order.path,
        "entity": order.entity is ENTITIES["deal"], "input": sys.stdin.read(),
    }  # fmt: skip


def patient(book: Book, order: Order, watch: Watch) -> str:
    """Look at a file that has no end, until something else is asked."""
    if order.path.name != "endless":
        return order.path.name
    while True:
        watch(0, 0)
        time.sleep(0.005)


def refusing(book: Book, order: Order, watch: Watch) -> object:
    """Find the file wrong, in one of the ways that there are."""
    match order.path.name:
        case "fields":
            raise FieldErrors({"name": "is missing"})
        case "fault":
            raise ZeroDivisionError
        case "death":
            os._exit(3)
    raise Refused("This is no file of ours.")


def endless_import(book: Book, order: Order, watch: Watch) -> object:
    """Store far more rows than anyone waits for; they are written to the file as they come."""
    with book.work("import") as work:
        work.connection().exec_driver_sql("PRAGMA cache_size = 10")
        for number in range(MANY):
            account = records.build(work, Account, {"name": f"{number} {'x' * 2000}"})
            records.store(work, account)
            watch(number, book.path.stat().st_size)
    return None
