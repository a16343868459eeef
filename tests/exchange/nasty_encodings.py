"""Files in every encoding, told, guessed or asked about."""

from __future__ import annotations

from tests.exchange.nasty_file import PLAIN, Nasty


def _named(*names: str) -> tuple[tuple[int, tuple[str, ...]], ...]:
    return tuple((line, (name, "", "1")) for line, name in enumerate(names, 2))


def _words(encoding: str, *names: str) -> Nasty:
    """A file of names in an encoding that it does not tell."""
    text = "Name,Email,Amount\n" + "".join(f"{name},,1\n" for name in names)
    return Nasty(text.encode(encoding), _named(*names), encoding=encoding, guessed=True)


_SIXTEEN = {
    "UTF-16 LE with mark": ("\ufeff", "utf-16-le"),
    "UTF-16 BE with mark": ("\ufeff", "utf-16-be"),
    "UTF-16 LE without mark": ("", "utf-16-le"),
    "UTF-16 BE without mark": ("", "utf-16-be"),
    "UTF-32 with mark": ("\ufeff", "utf-32-le"),
}
_CHINESE = "Name,Email,Amount\n" + "北京科技有限公司,,1\n" * 2
_FAR_DOWN = "x" * 70 + "\n"
_AMBIGUOUS = '"theirs.csv" does not say in which encoding it is, and it is not UTF-8. '
ENCODINGS: dict[str, Nasty] = {
    "UTF-8": Nasty(PLAIN.encode()),
    "UTF-8 with mark": Nasty(PLAIN.encode("utf-8-sig")),
    "UTF-8 with two marks": Nasty(b"\xef\xbb\xbf" + PLAIN.encode("utf-8-sig")),
    "mark before the quotes of the first header": Nasty(
        '\ufeff"Name",Email,Amount\n'.encode() + PLAIN.encode().split(b"\n", 1)[1]
    ),
    "mark within the quotes of the first header": Nasty(
        '"\ufeffName",Email,Amount\n'.encode() + PLAIN.encode().split(b"\n", 1)[1]
    ),
    **{
        name: Nasty((mark + PLAIN).encode(encoding), encoding=encoding)
        for name, (mark, encoding) in _SIXTEEN.items()
    },
    "UTF-16 without mark and hardly any Latin letter": Nasty(
        _CHINESE.encode("utf-16-be"),
        ((2, ("北京科技有限公司", "", "1")), (3, ("北京科技有限公司", "", "1"))),
        encoding="utf-16-be",
    ),
    "German in Windows-1252": _words("cp1252", "Müller", "Jäger", "Weiß", "Ünal"),
    "one letter in Windows-1252": _words("cp1252", "Ünal"),
    "typographic signs in Windows-1252": _words("cp1252", "O’Hara – “Müller”", "Jäger"),
    "French in Windows-1252": _words("cp1252", "François", "Lefèvre", "Hélène", "Benoît"),
    "French in Mac Roman": _words("mac_roman", "François", "Lefèvre", "Hélène", "Benoît"),
    "German in DOS": _words("cp850", "Müller", "Jäger", "Köln", "Ünal"),
    "euro in Latin-9": _words("iso8859_15", "Cœur", "Müller", "5 €", "Sœur", "Bœuf"),
    "Polish in Windows-1250": _words("cp1250", "Łukasz", "Dąbrowski", "Wójcik", "Gdańsk"),
    "Polish in Latin-2": _words("iso8859_2", "Łukasz", "Dąbrowski", "Wiśniewski", "Gdańsk"),
    "Russian in Windows-1251": _words(
        "cp1251", "Иван Петров", "Ольга Смирнова", "Санкт-Петербург", "Дмитрий"
    ),
    "Russian in KOI8": _words("koi8_r", "Иван Петров", "Ольга Смирнова", "Дмитрий Кузнецов"),
    "Greek in Windows-1253": _words(
        "cp1253", "Γιώργος", "Μαρία Παπαδοπούλου", "Θεσσαλονίκη", "Αθήνα"
    ),
    "Windows-1252 only far down": Nasty(
        ("Name\n" + _FAR_DOWN * 40_000 + "Müller\n").encode("cp1252"),
        (*((line, (_FAR_DOWN.strip(),)) for line in range(2, 40_002)), (40_002, ("Müller",))),
        ("Name",),
        encoding="cp1252",
        guessed=True,
    ),
    "a letter that could be two": Nasty(
        b"Name\nPe\xf1a\n",
        question=_AMBIGUOUS + 'Is it "Peña" (cp1252) or "Peńa" (cp1250)? Say --encoding.',
        options=("cp1252", "cp1250"),
    ),
    "Japanese in Shift-JIS": Nasty(
        "Name\n田中太郎\n鈴木花子\n".encode("cp932"),
        question=_AMBIGUOUS + 'Is it "田中太郎" (cp932)',
        options=("cp932",),
    ),
    "UTF-8 with one word that is not": Nasty(
        b"Name\rM\xc3\xbcller\r\nJos\xc3\xa9\nK\xf6ln\n",
        question='"theirs.csv" is UTF-8, but "K\ufffdln" on line 4 is not. Mend it there and '
        "import the file again, or say which --encoding all of it has.",
        options=("cp1252",),
    ),
}
