"""Files in which more stands than a table: titles, totals, footers, further tables."""

from __future__ import annotations

from dataclasses import replace

from tests.exchange.nasty_file import PLAIN, ROWS, Nasty, later

_ADS = '"Campaign report"\n"Aug 1, 2026 - Aug 3, 2026"\n'
_HEAD = PLAIN.encode()
_RECORD = (4, ("Total", "eve@x.org", "9"))
TABLES: dict[str, Nasty] = {
    "title lines": Nasty(
        (_ADS + PLAIN).encode(), later(2), header_line=3,
        preamble=('"Campaign report"', '"Aug 1, 2026 - Aug 3, 2026"'),
    ),
    "comments and blank lines before the header": Nasty(
        b"# -----\n# Start date: 20260101\n\n,,\n" + _HEAD, later(4), header_line=5,
        preamble=("# -----", "# Start date: 20260101"),
    ),
    "a title line with a quote that would swallow the header": Nasty(
        b'The "best"\n"Acme" report\n' + _HEAD, later(2), header_line=3,
        preamble=('The "best"', '"Acme" report'),
    ),
    "a header of which one is known": Nasty(
        b"Export of today\nName,foo,bar\nAnn,1,2\n", ((3, ("Ann", "1", "2")),),
        ("Name", "foo", "bar"), 2, preamble=("Export of today",),
    ),
    "a title above headers of which none is known": Nasty(
        b"Export of today\nfee,foo,bar\n1,2,3\n", ((3, ("1", "2", "3")),),
        ("fee", "foo", "bar"), 2, preamble=("Export of today",),
    ),
    "a header called #": Nasty(
        b"#,Name,Amount\n1,Ann,5\n", ((2, ("1", "Ann", "5")),), ("#", "Name", "Amount")
    ),
    "headers twice and none": Nasty(
        b" Name ,Email,Email,\nAnn,a,b,c\n", ((2, ("Ann", "a", "b", "c")),),
        ("Name", "Email", "Email", ""),
    ),
    "only a header": Nasty(b"Name,Email,Amount\n", ()),
    "ragged rows": Nasty(
        _HEAD + b"Cid\nDan,dan@x.org\nEve,eve@x.org,9,,more\n",
        (*ROWS, (4, ("Cid",)), (5, ("Dan", "dan@x.org")),
         (6, ("Eve", "eve@x.org", "9", "", "more"))),
    ),
    "blank rows everywhere": Nasty(
        b"\n\n" + PLAIN.replace("\n", "\n\n,,\n").encode(),
        ((6, ROWS[0][1]), (9, ROWS[1][1])), header_line=3,
    ),
    "a total at the end": Nasty(_HEAD + b"Total,,11\n", totals=(4,)),
    "a total in German": Nasty(_HEAD + b"Gesamtsumme:,,11\n", totals=(4,)),
    "a total in French": Nasty(_HEAD + "Total général,--,11 €\n".encode(), totals=(4,)),
    "a total in Russian": Nasty(_HEAD + "ИТОГО,,RUB 11\n".encode(), totals=(4,)),
    "a total below an empty first cell": Nasty(_HEAD + b",  GRAND TOTAL,11\n", totals=(4,)),
    "totals, blank lines and a footer": Nasty(
        _HEAD + b"\nTotal: active,,5\nTotal for all,,11\n\nGenerated on Monday\n",
        totals=(5, 6), skipped=(8,),
    ),
    "a footer with all its delimiters": Nasty(
        _HEAD + b'"Accrual Basis Tuesday, 3 March 2026",,\n', skipped=(4,)
    ),
    "a sign of DOS at the end": Nasty(_HEAD + b"\x1a", skipped=(4,)),
    "a deal called Total Wine": Nasty(
        _HEAD + b"Total Wine,,9\n", (*ROWS, (4, ("Total Wine", "", "9")))
    ),
    "a record called Total at the end": Nasty(
        _HEAD + b"Total,eve@x.org,9\n", (*ROWS, _RECORD)
    ),
    "a total in the midst": Nasty(
        _HEAD + b"Total,,9\nSum,,9\nCid,,7\n",
        (*ROWS, (4, ("Total", "", "9")), (5, ("Sum", "", "9")), (6, ("Cid", "", "7"))),
    ),
    "a name and nothing else at the end": Nasty(
        _HEAD + b"Generated Sound,,\n", (*ROWS, (4, ("Generated Sound", "", "")))
    ),
    "a single column that ends with Total": Nasty(
        b"Name\nAnn\nTotal\n", ((2, ("Ann",)), (3, ("Total",))), ("Name",)
    ),
    "orders called #1001": Nasty(
        b"Name,Day,Amount\n#1001,2026-01-05,5\n#1002,2026-01-06,6\n",
        ((2, ("#1001", "2026-01-05", "5")), (3, ("#1002", "2026-01-06", "6"))),
        ("Name", "Day", "Amount"),
    ),
    "one file pasted below another": Nasty(
        (PLAIN + PLAIN + "\n" + PLAIN).encode(), (*ROWS, *later(3), *later(7)),
        skipped=(4, 8),
    ),
    "records that name a header": Nasty(
        b"Feld,Art,Wert\nx,text,1\ny,email,2\n",
        ((2, ("x", "text", "1")), (3, ("y", "email", "2"))), ("Feld", "Art", "Wert"),
    ),
    "records that begin with a hash": Nasty(
        b"City,Note,Amount\n# 5 Elm Street,x,1\n", ((2, ("# 5 Elm Street", "x", "1")),),
        ("City", "Note", "Amount"),
    ),
}  # fmt: skip


_FIRST = b"# All Users\n\nDay,Sessions,Users\n0,5,4\n1,6,5\n"
_ROWS = ((4, ("0", "5", "4")), (5, ("1", "6", "5")))
_WHOLE = Nasty(
    _FIRST, _ROWS, ("Day", "Sessions", "Users"), header_line=3, preamble=("# All Users",)
)
STACKED: dict[str, Nasty] = {
    "a second table below a blank line": replace(
        _WHOLE, content=_FIRST + b"\nCity,Users\nBerlin,3\nParis,2\n", skipped=(7, 8, 9)
    ),
    "a second table below comments": replace(
        _WHOLE,
        content=_FIRST + b",11,9\n\n# Cities\n# ------\nStadt,Nutzer\nBerlin,3\n",
        rows=(*_ROWS, (6, ("", "11", "9"))),
        skipped=(8, 9, 10, 11),
    ),
    "a total and a second table": replace(
        _WHOLE, content=_FIRST + b"Total,11,9\n\nCity,Users\nX,1\n", totals=(6,), skipped=(8, 9)
    ),
    "a comment between rows of one table": replace(
        _WHOLE,
        content=_FIRST + b"# the second week\n7,8,7\n",
        rows=(*_ROWS, (7, ("7", "8", "7"))),
        skipped=(6,),
    ),
}
