"""Files with every delimiter, quote and line end, and with broken ones."""

from __future__ import annotations

from tests.exchange.nasty_file import HEADERS, PLAIN, ROWS, Nasty, later

_SIGNS = {"semicolons": ";", "tabs": "\t", "bars": "|"}
_ENDS = {"CR LF": "\r\n", "lone CR": "\r"}
_LONGER = ("Ann", 'say "hi", Bob', "5")
SIGNS: dict[str, Nasty] = {
    **{
        name: Nasty(PLAIN.replace(",", sign).encode(), delimiter=sign)
        for name, sign in _SIGNS.items()
    },
    **{name: Nasty(PLAIN.replace("\n", end).encode()) for name, end in _ENDS.items()},
    "mixed line ends": Nasty(b"Name,Email,Amount\r\nAnn,ann@x.org,5\rBob,bob@x.org,6\n"),
    "no end of the last line": Nasty(PLAIN.rstrip().encode()),
    "a sep line": Nasty(
        ("sep=;\r\n" + PLAIN.replace(",", ";")).encode(), later(1), header_line=2,
        delimiter=";",
    ),
    "a sep line of a sign of its own, in UTF-16": Nasty(
        ("\ufeffsep=^\n" + PLAIN.replace(",", "^")).encode("utf-16-le"), later(1),
        header_line=2, delimiter="^", encoding="utf-16-le",
    ),
    "commas within semicolons": Nasty(
        b"Name;Amount;Note\nA, B, C and D;1,50;a,b,c,d\nE, F;2,50;e,f,g,h\n",
        ((2, ("A, B, C and D", "1,50", "a,b,c,d")), (3, ("E, F", "2,50", "e,f,g,h"))),
        ("Name", "Amount", "Note"), delimiter=";",
    ),
    "unknown headers cut evenly": Nasty(
        b"alpha;beta, or so;gamma\n1,5;x;2\n2,5;y;3\n",
        ((2, ("1,5", "x", "2")), (3, ("2,5", "y", "3"))),
        ("alpha", "beta, or so", "gamma"), delimiter=";",
    ),
    "title lines full of commas": Nasty(
        b"Report, of, all, our, customers\nby Ann, Bob, Cid, Dan, Eve\n\n"
        b"Name;Email;Amount\nAnn;ann@x.org;5\nBob;bob@x.org;6\n",
        later(3), header_line=4, delimiter=";",
        preamble=("Report, of, all, our, customers", "by Ann, Bob, Cid, Dan, Eve"),
    ),
    "one column with the delimiters of others": Nasty(
        b"Name\na;b\nc|d;e\n", ((2, ("a;b",)), (3, ("c|d;e",))), ("Name",)
    ),
    "every cell in quotes": Nasty(
        b'"Name","Email","Amount"\n"Ann","say ""hi"", Bob","5"\n', ((2, _LONGER),)
    ),
    "quotes behind backslashes": Nasty(
        b'"Name","Email","Amount"\n"Ann","say \\"hi\\", Bob","5"\n"C:\\\\","","1"\n',
        ((2, _LONGER), (3, ("C:\\", "", "1"))),
    ),
    "quotes behind backslashes, and backslashes as such": Nasty(
        b'"Name","Email","Amount"\n"Ann","say \\"hi\\", Bob","5"\n"C:\\new","\\N",1\n',
        ((2, _LONGER), (3, ("C:\\new", "\\N", "1"))),
    ),
    "a quote behind a backslash that is never closed": Nasty(
        b'"Name","Note"\n"Ann","say \\"hi\\" now"\n"Al","5\\" pipe"\n"Bob","\\"\n',
        refusal='"theirs.csv" cannot be read from line 4 on: the quote that opens on line 4 '
        "is never closed. Mend it there and import the file again; nothing was stored.",
    ),
    "backslashes that mean nothing": Nasty(
        b'"Name","Email","Amount"\n"C:\\","5\\"" pipe",1\nx\\"y,,2\n',
        ((2, ("C:\\", '5\\" pipe', "1")), (3, ('x\\"y', "", "2"))),
    ),
    "every cell in single quotes": Nasty(
        b"'Name','Email','Amount'\n'O''Hara','a, b','5'\n", ((2, ("O'Hara", "a, b", "5")),)
    ),
    "apostrophes that are no quotes": Nasty(
        b"Name,Email,Amount\n'Ann',it's,5\n", ((2, ("'Ann'", "it's", "5")),)
    ),
    "inches within a cell": Nasty(
        b'Name,Email,Amount\n5" pipe,,1\n', ((2, ('5" pipe', "", "1")),)
    ),
    "line ends within cells": Nasty(
        b'Name,"Em\nail",Amount\r\n"a\r\nb",x,1\n\n"c\rd\ne",,2\nf,,3\n',
        ((3, ("a\r\nb", "x", "1")), (6, ("c\rd\ne", "", "2")), (9, ("f", "", "3"))),
        ("Name", "Em\nail", "Amount"),
    ),
    "delimiters at the end of each line": Nasty(
        PLAIN.replace("\n", ",\n").encode(),
        tuple((line, (*cells, "")) for line, cells in ROWS), (*HEADERS, ""),
    ),
    "NUL bytes within a cell": Nasty(
        b"Name,Email,Amount\nA\0nn,,1\n", ((2, ("A\0nn", "", "1")),)
    ),
    "a very long cell": Nasty(
        b"Name,Email,Amount\n" + b"x" * 900_000 + b",,1\n", ((2, ("x" * 900_000, "", "1")),)
    ),
    "617 columns": Nasty(
        b"Name,Email,Amount" + b",more" * 614 + b"\nAnn,,1" + b",x" * 614 + b"\n",
        ((2, ("Ann", "", "1", *["x"] * 614)),), (*HEADERS, *["more"] * 614),
    ),
}  # fmt: skip


def _from_line(line: int, what: str) -> str:
    return (
        f'"theirs.csv" cannot be read from line {line} on: {what}. '
        "Mend it there and import the file again; nothing was stored."
    )


_ROW_ON_4 = 'The row on line 4 of "theirs.csv" has'
_LARGE = "a row can have 20,000 columns and 4,000,000 characters. Check the quotes there."
BROKEN: dict[str, Nasty] = {
    "a quote that is never closed": Nasty(
        PLAIN.encode() + b'Cid,"cid@x.org,7\nDan,,8\n',
        refusal=_from_line(4, "the quote that opens on line 4 is never closed"),
    ),
    "a quote that opens on a later line of its row": Nasty(
        PLAIN.encode() + b'"C\n""id""","ci\nd@x.org","7\nDan,,8\n',
        refusal=_from_line(4, "the quote that opens on line 6 is never closed"),
    ),
    "a quote that is never closed in a large file": Nasty(
        PLAIN.encode() + b'"Cid,,7\n' + b"Dan,dan@x.org,8\n" * 70_000,
        refusal=_from_line(
            4,
            "a cell has more than 1,000,000 characters; most likely its quote, which opens "
            "on line 4, is never closed",
        ),
    ),
    "text after a closing quote": Nasty(
        PLAIN.encode() + b'"Cid" Ltd,,7\n',
        refusal=_from_line(
            4, "after a closing quote comes more text; a quote within quotes must be doubled"
        ),
    ),
    "a cell that is too long": Nasty(
        PLAIN.encode() + b"Cid," + b"x" * 1_000_001 + b",7\n",
        refusal=_from_line(4, "a cell has more than 1,000,000 characters"),
    ),
    "a row that is too long": Nasty(
        PLAIN.encode() + b",".join([b'"' + b"x" * 400_000 + b'\n"'] * 11),
        refusal=f"{_ROW_ON_4} more than 4,000,000 characters; {_LARGE}",
    ),
    "a line that is too long": Nasty(
        b"x" * 4_500_000,
        refusal='A line of "theirs.csv" has more than 4,000,000 characters: that is no table '
        "with a row on each line. Export the file again as CSV.",
    ),
    "too many columns": Nasty(
        PLAIN.encode() + b"Cid" + b"," * 20_000 + b"\n",
        refusal=f"{_ROW_ON_4} 20,001 columns; {_LARGE}",
    ),
}
