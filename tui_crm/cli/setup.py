"""The business's own settings."""

from __future__ import annotations

from argparse import Namespace

from tui_crm.actions import change_settings
from tui_crm.cli.desk import Answer, Desk, pairs
from tui_crm.cli.tables import print_columns
from tui_crm.store.business import CHOICES


def settings(desk: Desk, options: Namespace) -> Answer:
    """Print the business's settings, or change some in one step."""
    wanted = pairs(options.values, "base_currency=EUR")
    book = desk.book(create=bool(wanted), post=False)
    if wanted:
        desk.say(change_settings(book, wanted).title)
    if options.json:
        desk.write_json(dict(book.business))
    elif not wanted:
        rows = [[name, value, CHOICES[name].help] for name, value in book.business.items()]
        print_columns(desk, ["setting", "value", "what it is"], rows, [False] * 3)
    return Answer()
