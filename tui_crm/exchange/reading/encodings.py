"""In which encoding a file is that does not say so: told by its words, asked where they do not."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from tui_crm.errors import Refused, WrongUsage
from tui_crm.exchange.reading.scan import CHUNK, reading, scan
from tui_crm.exchange.report import Question, Undecided
from tui_crm.text import quoted

OFFERED = ("cp1252", "cp1250", "cp1251", "mac_roman", "cp850", "utf-16")
"""What is offered where nothing is more likely than anything else."""

_WESTERN = (
    "äöüß",  # German
    "àâæçéèêëîïôœùûüÿ",  # French
    "áéíñóúü",  # Spanish
    "ãõáâàçéêíóôú",  # Portuguese
    "àèéìòù",  # Italian
    "åäöæøé",  # Danish, Norwegian, Swedish, Finnish
    "áðéíóúýþæö",  # Icelandic
    "ëïéèü",  # Dutch
    "àçèéíïòóúü",  # Catalan
)
_CENTRAL = (
    "ąćęłńóśźż",  # Polish
    "áčďéěíňóřšťúůýž",  # Czech
    "áäčďéíĺľňóôŕšťúýž",  # Slovak
    "áéíóöőúüű",  # Hungarian
    "ăâîşţ",  # Romanian
    "čćđšž",  # Croatian, Slovene, Bosnian
    "äöüß",  # German
)
_TURKISH = ("çğıöşüiâî",)
_BALTIC = ("ąčęėįšųūž", "āčēģīķļņšūž", "äõöüšž")

_CANDIDATES: tuple[tuple[str, float, tuple[str, ...]], ...] = (
    ("cp1252", 0.9, _WESTERN),
    ("cp1250", 0.6, _CENTRAL),
    ("cp1254", 0.3, _TURKISH),
    ("cp1257", 0.3, _BALTIC),
    ("iso8859_15", 0.3, _WESTERN),
    ("iso8859_2", 0.3, _CENTRAL),
    ("mac_roman", 0.3, _WESTERN),
    ("cp850", 0.3, _WESTERN),
    ("cp437", 0.0, _WESTERN),
    ("cp852", 0.0, _CENTRAL),
)
"""Encodings of Latin letters: how usual each is, and the letters of the languages at home in it."""

_USUAL = ("cp1251", "koi8_r", "cp866", "cp1253", "cp1255", "cp1256", "cp932", "euc_jp", "cp949")
"""The usual ones among those that read a text alike."""

_NEIGHBOURS_OF_LETTERS = frozenset("‘’‚“”„«»‹›¿¡™®©°ªº…–—·\xa0\xad")
_SIGNS = _NEIGHBOURS_OF_LETTERS | frozenset("€£¥¢§±²³×½¼¾•‰")
_BETWEEN_LETTERS = frozenset("’‘·–—\xa0\xad®™")

_WORD = re.compile(rb"[A-Za-z\x80-\xff]+")
_SHARE_ENOUGH = 0.6
_WORDS_ENOUGH = 2_000
_LOOKED_ENOUGH = 50_000
_LINES_ENOUGH = 64_000


@dataclass
class Sample:
    """The words of a file that are not plain ASCII."""

    words: dict[bytes, int] = field(default_factory=dict)
    """Each with the byte of the file from which its line was read."""
    lines: bytearray = field(default_factory=bytearray)
    broken: list[bytes] = field(default_factory=list)
    """The words that are not UTF-8."""

    looked: int = 0
    """How many lines were gone through."""

    @property
    def full(self) -> bool:
        """Whether no more has to be known, but for what breaks UTF-8."""
        return len(self.words) >= _WORDS_ENOUGH or self.looked >= _LOOKED_ENOUGH


@dataclass(frozen=True)
class Reading:
    """The words of a file as one encoding reads them."""

    encoding: str
    score: float
    share: float
    """How many of the words are words of one language."""
    words: tuple[str, ...]


def marked(head: bytes) -> str | None:
    """The encoding that the first bytes of a file tell: by its mark, or by where its NULs stand."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if head.startswith(mark):
            return encoding
    even, odd = head[::2], head[1::2]
    pairs = sum(32 <= one < 127 and 32 <= two < 127 for one, two in zip(even, odd, strict=False))
    if pairs * 2 > len(odd):
        # Text of one byte a letter, in which some NULs happen to stand.
        return None
    # Delimiters, digits and line ends have a NUL in the same half of their two bytes.
    few, many = sorted((even.count(0), odd.count(0)))
    if many * 50 < len(odd) or few * 20 > many or not many:
        return None
    return "utf-16-le" if odd.count(0) == many else "utf-16-be"


def guessed(path: Path) -> tuple[str, str]:
    """The encoding of a file that is not UTF-8, with a word as it reads it.

    Raises `Undecided` where its letters can be read in two ways and nothing settles which.
    """
    sample = _sample(path)
    if len(sample.broken) * 2 <= len(sample.words):
        raise Undecided(_damaged(path, sample))
    readings = _latin(sample.words)
    if readings and readings[0].share >= _SHARE_ENOUGH:
        return _settled(path, readings)
    others = _by_other_scripts(bytes(sample.lines), list(sample.words))
    if others and others[0].score > 0:
        return _settled(path, others)
    likely = others or readings
    raise Undecided(_which(path, likely[:2]))


def checked(encoding: str) -> str:
    """An encoding that was named; raises `WrongUsage` where it is none that text can be in."""
    try:
        name = codecs.lookup(encoding).name
        b"0".decode(name, "ignore")
    except (LookupError, ValueError):
        raise WrongUsage(f"{quoted(encoding)} is not an encoding: utf-8 and cp1252 are.") from None
    # The mark of UTF-8 is left out wherever it stands.
    return "utf-8" if name == "utf-8-sig" else encoding


def cannot_be(encoding: str, head: bytes) -> bool:
    """Whether the first bytes show that a file is not in the encoding that was named."""
    name, mark = codecs.lookup(encoding).name, marked(head)
    if name.startswith(("utf-16", "utf-32")):
        # Two bytes for each sign can be read out of any text, as Chinese of no meaning.
        return 0 not in head or (mark is not None and not mark.startswith(name))
    return mark is not None and mark != name


def not_in(path: Path, encoding: str, marked: str | None = None) -> Undecided:
    """The question where a file is not text in the encoding that was named."""
    likely = marked or ("utf-8" if _is_text(path, "utf-8") else "")
    options = [name for name in (likely, *OFFERED) if name and name != encoding]
    message = f"{quoted(path.name)} is not text in {encoding}: which is it? Say --encoding."
    return Undecided(Question("encoding", "", message, tuple(dict.fromkeys(options))))


def _sample(path: Path) -> Sample:
    """The words beyond ASCII, of as much of a file as is needed to judge by."""
    sample, begin, rest = Sample(), 0, b""
    with reading(path), path.open("rb") as file:
        for piece in iter(partial(file.read, CHUNK), b""):
            text = rest + piece
            # By whole lines, for a letter may stand on both sides of the end of a piece.
            end = max(text.rfind(b"\n"), text.rfind(b"\r")) + 1 or len(text)
            rest = text[end:]
            _note(sample, text[:end], begin)
            if sample.full and sample.broken:
                return sample
            begin += end
        _note(sample, rest, begin)
    return sample


def _note(sample: Sample, text: bytes, begin: int) -> None:
    """Take the words of some lines into a sample; begin: the byte at which they begin."""
    # Past the first words of a file, only what breaks it is of interest.
    if text.isascii() or (sample.full and _is_utf8(text)):
        return
    for line in text.splitlines(keepends=True):
        if not line.isascii():
            sample.looked += 1
            if len(sample.lines) < _LINES_ENOUGH:
                sample.lines += line[:_LINES_ENOUGH]
            for word in _WORD.findall(line):
                if word.isascii() or word in sample.words:
                    continue
                whole = _is_utf8(word)
                if not sample.full or not (whole or sample.broken):
                    sample.words[word] = begin
                    if not whole:
                        sample.broken.append(word)
            if sample.full and sample.broken:
                return
        begin += len(line)


def _is_text(path: Path, encoding: str) -> bool:
    try:
        scan(path, encoding)
    except (UnicodeError, Refused):
        return False
    return True


def _is_utf8(text: bytes) -> bool:
    try:
        text.decode()
    except UnicodeError:
        return False
    return True


def _latin(words: Iterable[bytes]) -> list[Reading]:
    """What the encodings of Latin letters make of the words, the likeliest first."""
    readings = []
    for encoding, usual, languages in _CANDIDATES:
        try:
            read = tuple(word.decode(encoding) for word in words)
        except UnicodeError:
            continue
        written = [(word, letters) for word in read if (letters := _letters(word)) is not None]
        known, share = max(_known(written, set(alphabet)) for alphabet in languages)
        readings.append(Reading(encoding, 2 * known + usual, share / len(read), read))
    return sorted(readings, key=lambda reading: -reading.score)


def _known(written: Iterable[tuple[str, list[str]]], alphabet: set[str]) -> tuple[float, int]:
    """How many words can be of the language with this alphabet; signs alone prove little."""
    fitting = [
        (word, letters)
        for word, letters in written
        if alphabet.issuperset(letters) and (len(word) < 4 or len(letters) <= 0.6 * len(word))
    ]
    return sum(1.0 if letters and len(word) > 1 else 0.5 for word, letters in fitting), len(fitting)


def _letters(word: str) -> list[str] | None:
    """The letters beyond ASCII of a word; None where no word is written so."""
    found: list[str] = []
    for at, sign in enumerate(word):
        if sign.isascii():
            continue
        before, after = word[max(0, at - 1) : at], word[at + 1 : at + 2]
        if sign in _SIGNS:
            if not _stands_well(sign, before, after):
                return None
        elif not sign.isalpha() or _odd_case(sign, before, after):
            return None
        else:
            found.append(sign.lower()[0])
    return found


def _stands_well(sign: str, before: str, after: str) -> bool:
    if before.isalpha() and after.isalpha():
        return sign in _BETWEEN_LETTERS
    if sign in "–—":
        return not after.isalpha()
    return sign in _NEIGHBOURS_OF_LETTERS or not (before + after).isalpha()


def _odd_case(letter: str, before: str, after: str) -> bool:
    if letter.isupper():
        return before.islower() or (before.isupper() and after.islower())
    return letter not in "ßı" and before.isupper() and after.isupper()


def _by_other_scripts(lines: bytes, words: Sequence[bytes]) -> list[Reading]:
    """What charset-normalizer makes of a sample in letters that are not Latin."""
    # Here, because it takes longer to load than a file of ours takes to read.
    from charset_normalizer import from_bytes

    readings = []
    for match in from_bytes(lines[:_LINES_ENOUGH]):
        encoding = next((name for name in _USUAL if name in match.could_be_from_charset), "")
        encoding = encoding or match.encoding
        read = tuple(word.decode(encoding, "replace") for word in words)
        odd = sum(_letters(word) is None for word in read)
        score = 2 * (match.coherence - 2 * match.chaos) * len(words) - 4 * odd
        readings.append(Reading(encoding, score, match.coherence, read))
    return sorted(readings, key=lambda reading: -reading.score)


def _settled(path: Path, readings: Sequence[Reading]) -> tuple[str, str]:
    """The first of some readings, and a word of it; asks where another is nearly as likely."""
    best = readings[0]
    margin = 1.5 + 0.1 * (len(best.words) - 1)
    rivals = [
        other
        for other in readings[1:]
        if other.words != best.words and other.score > best.score - margin
    ]
    if rivals:
        raise Undecided(_which(path, [best, *rivals[:3]]))
    return best.encoding, min(best.words, key=lambda word: (not word[:1].isalpha(), -len(word)))


def _names(readings: Sequence[Reading]) -> tuple[str, ...]:
    """The encodings that read the words differently, the usual ones at the end."""
    seen: dict[tuple[str, ...], str] = {}
    for found in readings:
        seen.setdefault(found.words, found.encoding)
    return tuple(dict.fromkeys([*seen.values(), *OFFERED]))


def _told_apart(readings: Sequence[Reading]) -> str:
    """A word as each of the two likeliest encodings reads it."""
    first, second = readings[0], next(iter(readings[1:]), readings[0])
    pairs = zip(first.words, second.words, strict=True)
    one, two = next(((a, b) for a, b in pairs if a != b), (first.words[0], ""))
    other = f" or {quoted(two)} ({second.encoding})" if two else ""
    return f" Is it {quoted(one)} ({first.encoding}){other}?"


def _which(path: Path, likely: Sequence[Reading]) -> Question:
    """The question which of some readings is the right one."""
    message = f"{quoted(path.name)} does not say in which encoding it is, and it is not UTF-8."
    example = _told_apart(likely) if likely else ""
    return Question("encoding", "", f"{message}{example} Say --encoding.", _names(likely))


def _damaged(path: Path, sample: Sample) -> Question:
    """The question where a file is UTF-8 but for a few of its words."""
    word = sample.broken[0]
    shown = word.decode("utf-8", "replace")
    return Question(
        "encoding",
        "",
        f"{quoted(path.name)} is UTF-8, but {quoted(shown)} on line "
        f"{_line_at(path, sample.words[word])} is not. Mend it there and import the file again, "
        "or say which --encoding all of it has.",
        OFFERED,
    )


def _line_at(path: Path, begin: int) -> int:
    """The physical line that begins at a byte of a file."""
    line, before = 1, b""
    with reading(path), path.open("rb") as file:
        while begin > 0 and (piece := file.read(min(begin, CHUNK))):
            both = before + piece
            line += piece.count(b"\n") + piece.count(b"\r") - both.count(b"\r\n")
            before, begin = piece[-1:], begin - len(piece)
    return line
