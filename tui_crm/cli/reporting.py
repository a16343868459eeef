"""Writing a period's figures as a document."""

from __future__ import annotations

from argparse import Namespace

from tui_crm.cli.asked import asked
from tui_crm.cli.desk import Answer, Desk
from tui_crm.paths import typed_path
from tui_crm.reports.report import make_report, write_report


def report(desk: Desk, options: Namespace) -> Answer:
    """Write the report of a period to a new file, or print it."""
    with asked(desk, options) as found:
        text = make_report(found.figures, found.period, options.format, known_on=found.known_on)
        about = found.as_json() | {"format": options.format}
    if options.file is not None:
        path = typed_path(options.file)
        write_report(text, path, options.format)
        desk.say(f"Wrote the report of {found.period.label} to {path}.")
    if options.json:
        desk.write_json(about | ({"file": options.file} if options.file else {"document": text}))
    elif options.file is None:
        desk.out.write(text)
    return Answer()
