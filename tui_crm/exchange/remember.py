"""How a file with the same headers was read last, so that the owner need not say it again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from typing import Any  # Any: whatever an order can say

from sqlalchemy import Connection, text

from tui_crm.models.fields import instant_of, instant_text
from tui_crm.store.engine import Work
from tui_crm.text import fold

KEPT = ("entity", "mapping", "date_order", "decimal", "currency", "rate")
"""What is kept of what the owner said."""


@dataclass(frozen=True, slots=True)
class LastTime:
    """How a file with the same headers was read last."""

    told: Mapping[str, Any]
    on: date
    """The day, in UTC."""


def signature(headers: Sequence[str]) -> str:
    """A digest of headers in their order, case and blanks folded."""
    spelled = "\x1f".join(" ".join(fold(header).split()) for header in headers)
    return blake2b(spelled.encode(), digest_size=16).hexdigest()


def remember(work: Work, headers: Sequence[str], told: Mapping[str, object]) -> None:
    """Keep what the owner said of a file with these headers."""
    work.execute(
        text(
            "INSERT INTO file_form (headers, told, used_at) VALUES (:headers, :told, :at) "
            "ON CONFLICT (headers) DO UPDATE SET told = excluded.told, used_at = excluded.used_at"
        ),
        {
            "headers": signature(headers),
            "told": json.dumps(told, ensure_ascii=False, sort_keys=True),
            "at": instant_text(work.at),
        },
    )


def recall(connection: Connection, headers: Sequence[str]) -> LastTime | None:
    """What the owner said last of a file with these headers, if there was one."""
    asked = text("SELECT told, used_at FROM file_form WHERE headers = :headers")
    found = connection.execute(asked, {"headers": signature(headers)}).first()
    if found is None:
        return None
    return LastTime(json.loads(found.told), instant_of(found.used_at).date())
