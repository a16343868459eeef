"""Files that are no CSV, told by their first bytes, each with what to do instead."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from tui_crm.errors import Refused
from tui_crm.exchange.reading.scan import reading
from tui_crm.text import quoted

HEAD = 4_096
"""Bytes of which a file is told."""

_EXCEL = "in Excel choose File, Save As, CSV UTF-8, and import that"
_SHEET = "open it in a spreadsheet, save the sheet as CSV, and import that"
_EXPORT = "export the data as CSV where they come from, and import that"
_PACKED = "unpack it and import the CSV file that is in it"
_PICTURE = "a picture has no rows to import"

_BEGINNINGS: tuple[tuple[bytes, str, str], ...] = (
    (b"\x1f\x8b", "a gzip archive", _PACKED),
    (b"BZh", "a bzip2 archive", _PACKED),
    (b"\xfd7zXZ\0", "an xz archive", _PACKED),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", _PACKED),
    (b"Rar!\x1a\x07", "a RAR archive", _PACKED),
    (b"%PDF-", "a PDF document", _EXPORT),
    (b"\x89PNG\r\n\x1a\n", "a PNG picture", _PICTURE),
    (b"\xff\xd8\xff", "a JPEG picture", _PICTURE),
    (b"GIF87a", "a GIF picture", _PICTURE),
    (b"GIF89a", "a GIF picture", _PICTURE),
    (b"SQLite format 3\0", "a SQLite database", "a book of ours opens with --database"),
    (b"PAR1", "a Parquet file", _EXPORT),
    (b"{\\rtf", "a text document (RTF)", _EXPORT),
)
_IN_A_ZIP: tuple[tuple[str, str, str], ...] = (
    ("xl/", "an Excel workbook", _EXCEL),
    ("word/", "a Word document", "save the table in it as CSV from Excel, and import that"),
    ("ppt/", "a PowerPoint presentation", _EXPORT),
    ("Index/Document.iwa", "a Numbers or Pages document", "choose File, Export To, CSV in Numbers"),
)
_OPEN_DOCUMENTS: tuple[tuple[bytes, str, str], ...] = (
    (b"opendocument.spreadsheet", "an OpenDocument spreadsheet",
     "in LibreOffice choose File, Save As, Text CSV, and import that"),
    (b"opendocument", "an OpenDocument file", _SHEET),
)  # fmt: skip
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WEB_PAGE = re.compile(r"<(!doctype\s+html|html|head|body|table|meta|style|div)\b", re.IGNORECASE)
_ELEMENT = re.compile(r"<[A-Za-z][\w:.-]*(\s[^<>]*)?>\s*<")
_JSON = re.compile(r"\{\s*(?:\"|\}\s*\Z|\Z)|\[\s*(?:[\[{\"]|\]\s*\Z|\Z)")
# What a text has none of, apart from its tabs and line ends; NUL is no sign of anything else.
_CONTROLS = re.compile(r"[\x01-\x08\x0e-\x19\x1b-\x1f\x7f]")


def refuse_by_bytes(path: Path, head: bytes) -> None:
    """Raises `Refused` where the first bytes are those of a file that is not text."""
    if found := _by_beginning(path, head):
        raise _no_csv(path, *found)


def refuse_by_text(path: Path, head: str) -> None:
    """Raises `Refused` where the first characters are those of a text that is no table."""
    if found := _by_text(head.lstrip("\ufeff \t\r\n")):
        raise _no_csv(path, *found)
    text = head.rstrip("\0")
    if (
        (head and not text)
        or len(_CONTROLS.findall(text)) * 20 > len(text)
        or text.count("\0") * 4 > len(text)
    ):
        raise _no_csv(path, "not text", _EXPORT)


def _no_csv(path: Path, what: str, remedy: str) -> Refused:
    return Refused(f"{quoted(path.name)} is {what}, not a CSV file: {remedy}.")


def _by_beginning(path: Path, head: bytes) -> tuple[str, str] | None:
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip(path, head)
    if head.startswith(_OLD_OFFICE):
        if path.suffix.lower() in (".doc", ".msg", ".ppt"):
            return "an old Office document", _EXPORT
        return "an old Excel workbook (.xls)", _EXCEL
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "a WebP picture", _PICTURE
    for mark, what, remedy in _BEGINNINGS:
        if head.startswith(mark):
            return what, remedy
    return None


def _zip(path: Path, head: bytes) -> tuple[str, str]:
    """What a zip archive is, by the names of what is in it."""
    # OpenDocument has its kind in the open at the very beginning.
    if b"mimetype" in head[:60]:
        for kind, what, remedy in _OPEN_DOCUMENTS:
            if kind in head[:200]:
                return what, remedy
    try:
        with reading(path), zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except zipfile.BadZipFile:
        return "a damaged zip archive", "fetch it again"
    for mark, what, remedy in _IN_A_ZIP:
        if any(name.startswith(mark) for name in names):
            return what, remedy
    inner = next((name for name in names if name.lower().endswith((".csv", ".tsv"))), None)
    if inner:
        return "a zip archive", f"unpack it and import {quoted(inner)}, which is in it"
    return "a zip archive", _PACKED


def _by_text(text: str) -> tuple[str, str] | None:
    start = text[:16].upper()
    if start.startswith("BEGIN:VCARD"):
        return "a vCard file", "in the program that it comes from, export the contacts as CSV"
    if start.startswith("BEGIN:VCALENDAR"):
        return "a calendar file", _EXPORT
    if text.startswith("<"):
        return _marked_up(text)
    if _JSON.match(text):
        return "JSON", _EXPORT
    return None


def _marked_up(text: str) -> tuple[str, str] | None:
    if "schemas-microsoft-com:office:spreadsheet" in text:
        return "an Excel workbook in XML", _EXCEL
    if re.match(r"(?:<\?xml[^>]*>\s*)?(?:<![^>]*>\s*)*<svg\b", text, re.IGNORECASE):
        return "an SVG picture", _PICTURE
    if _WEB_PAGE.search(text):
        return "a web page", _SHEET
    if text.startswith("<?xml") or _ELEMENT.match(text):
        return "XML", _EXPORT
    return None
