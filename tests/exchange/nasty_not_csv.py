"""Files that are no CSV at all, whatever they are called."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zipfile

from tests.exchange.nasty_file import PLAIN, Nasty


def _zip(*names: str, kind: str = "") -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        if kind:
            archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        for name in names:
            archive.writestr(name, "x")
    return packed.getvalue()


_EXCEL = "in Excel choose File, Save As, CSV UTF-8, and import that"
_EXPORT = "export the data as CSV where they come from, and import that"
_UNPACK = "unpack it and import the CSV file that is in it"
_SHEET = "open it in a spreadsheet, save the sheet as CSV, and import that"
_PICTURE = "a picture has no rows to import"
_KINDS: dict[str, tuple[bytes, str, str]] = {
    "clients.csv": (_zip("[Content_Types].xml", "xl/workbook.xml"), "an Excel workbook", _EXCEL),
    "table.ods": (
        _zip("content.xml", kind="spreadsheet"), "an OpenDocument spreadsheet",
        "in LibreOffice choose File, Save As, Text CSV, and import that",
    ),
    "text.odt": (_zip("content.xml", kind="text"), "an OpenDocument file", _SHEET),
    "letter.docx": (
        _zip("word/document.xml"), "a Word document",
        "save the table in it as CSV from Excel, and import that",
    ),
    "export.zip": (
        _zip("readme.txt", "visitors.csv"), "a zip archive",
        'unpack it and import "visitors.csv", which is in it',
    ),
    "pictures.zip": (_zip("a.png"), "a zip archive", _UNPACK),
    "cut.xlsx": (_zip("xl/workbook.xml")[:40], "a damaged zip archive", "fetch it again"),
    "old.xls": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "an old Excel workbook (.xls)", _EXCEL
    ),
    "theirs.csv.gz": (gzip.compress(PLAIN.encode(), mtime=0), "a gzip archive", _UNPACK),
    "theirs.csv.bz2": (bz2.compress(PLAIN.encode()), "a bzip2 archive", _UNPACK),
    "theirs.csv.xz": (lzma.compress(PLAIN.encode()), "an xz archive", _UNPACK),
    "theirs.7z": (b"7z\xbc\xaf\x27\x1c\x00\x04" + bytes(20), "a 7z archive", _UNPACK),
    "theirs.rar": (b"Rar!\x1a\x07\x01\x00" + bytes(20), "a RAR archive", _UNPACK),
    "invoice.pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "a PDF document", _EXPORT),
    "shot.png": (b"\x89PNG\r\n\x1a\n" + bytes(20), "a PNG picture", _PICTURE),
    "shot.jpg": (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", "a JPEG picture", _PICTURE),
    "shot.gif": (b"GIF89a\x01\x00\x01\x00", "a GIF picture", _PICTURE),
    "shot.webp": (b"RIFF\x24\x00\x00\x00WEBPVP8 ", "a WebP picture", _PICTURE),
    "drawing.csv": (
        b'<?xml version="1.0"?><!-- x --><svg xmlns="x"/>', "an SVG picture", _PICTURE
    ),
    "report.xls": (
        b"\n <TABLE border=1><tr><td>Name</td></tr></TABLE>", "a web page", _SHEET
    ),
    "login.csv": (b"<!DOCTYPE html>\n<html><body>Sign in</body></html>", "a web page", _SHEET),
    "page.csv": (
        "\ufeff<html><table></table></html>".encode("utf-16-le"), "a web page", _SHEET
    ),
    "book.xml": (
        b'<?xml version="1.0"?>\n<Workbook '
        b'xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
        "an Excel workbook in XML", _EXCEL,
    ),
    "feed.xml": (b'<?xml version="1.0"?>\n<rows><row/></rows>', "XML", _EXPORT),
    "rows.json": (b'[\n  {"name": "Ann"}\n]', "JSON", _EXPORT),
    "row.csv": (b'{"name": "Ann"}\n{"name": "Bob"}\n', "JSON", _EXPORT),
    "book.db": (
        b"SQLite format 3\0" + bytes(84), "a SQLite database",
        "a book of ours opens with --database",
    ),
    "people.vcf": (
        b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ann\r\nEND:VCARD\r\n", "a vCard file",
        "in the program that it comes from, export the contacts as CSV",
    ),
    "dates.ics": (b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "a calendar file", _EXPORT),
    "rows.parquet": (b"PAR1\x15\x04" + bytes(20) + b"PAR1", "a Parquet file", _EXPORT),
    "junk.csv": (bytes(range(256)) * 20, "not text", _EXPORT),
    "zeros.csv": (bytes(5_000), "not text", _EXPORT),
}  # fmt: skip
_REFUSED = {
    name: Nasty(content, refusal=f'"{name}" is {what}, not a CSV file: {remedy}.', name=name)
    for name, (content, what, remedy) in _KINDS.items()
}
_BLANK = {
    "nothing at all": (b"", "is empty"),
    "only a mark": (b"\xef\xbb\xbf", "has only blank lines"),
    "only blank lines": (b"\r\n\n  \n", "has only blank lines"),
    "only delimiters": (b",,,\n,,,\n", "has only blank lines"),
}
NO_CSV: dict[str, Nasty] = _REFUSED | {
    name: Nasty(content, refusal=f'"theirs.csv" {what}.')
    for name, (content, what) in _BLANK.items()
}
