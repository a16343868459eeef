"""The floor: the smallest Textual app with a header, a table and a footer.

Run: python -m tests.benchmarks.bare_app [ROWS]
"""

from __future__ import annotations

import sys

from textual.app import App, ComposeResult
from textual.widgets import DataTable, Footer, Header


class BareApp(App[None]):
    """A header, a table of some rows, a footer."""

    BINDINGS = (("q", "quit", "Quit"),)

    def compose(self) -> ComposeResult:
        yield Header()
        yield DataTable(cursor_type="row")
        yield Footer()

    def on_mount(self) -> None:
        rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100
        table = self.query_one(DataTable)
        table.add_columns("id", "name", "account", "stage", "amount", "opened", "expected", "kind")
        table.add_rows(
            (str(n), f"ready {n}", "Acme", "New", f"{n * 10}.00", "2026-01-01", "", "one_off")
            for n in range(rows)
        )
        table.focus()


if __name__ == "__main__":
    BareApp().run()
