"""Nasty files of every kind, made here byte for byte, each with what must come out of it.

`python -m tests.exchange.nasty FOLDER` writes them all, to be tried by hand.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.exchange.nasty_encodings import ENCODINGS
from tests.exchange.nasty_file import Nasty
from tests.exchange.nasty_not_csv import NO_CSV
from tests.exchange.nasty_signs import BROKEN, SIGNS
from tests.exchange.nasty_tables import STACKED, TABLES

NASTY: dict[str, Nasty] = {**ENCODINGS, **SIGNS, **BROKEN, **TABLES, **STACKED, **NO_CSV}

if __name__ == "__main__":
    for number, file in enumerate(NASTY.values()):
        (Path(sys.argv[1]) / f"{number:03} {file.name}").write_bytes(file.content)
