"""What is stored as text, what reaches a screen, and what a search compares."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui_crm.text import clean, cut, fold, quoted, shown, width

UNSAFE = (
    [chr(code) for code in range(0x20) if chr(code) not in "\t\n\r"]
    + [chr(code) for code in range(0x7F, 0xA0)]
    + list("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
    + ["\ud800", "\udbff", "\udc80", "\udfff"]
)

any_text = st.text(st.characters())  # lone surrogates too
nasty_text = st.lists(
    st.sampled_from(
        [
            *UNSAFE,
            *"\t\n\r\u2028\u2029 aZ9é漢ßI",
            "\r\n",
            "\u200d",
            "\ufe0f",
            "\u0301",
            "👩",
            "❤",
            "🏽",
        ]
    )
).map("".join)


@pytest.mark.parametrize("unsafe", UNSAFE, ids=lambda character: f"U+{ord(character):04X}")
@pytest.mark.parametrize("long", [False, True])
def test_a_character_that_could_steer_a_terminal_is_not_stored_and_is_shown_as_a_mark(
    unsafe: str, long: bool
) -> None:
    value = f"Ac{unsafe}me"

    assert clean(value, long=long) == "Acme"
    mark = shown(value, long=long)[2:-2]
    assert mark
    assert mark.isprintable()


@pytest.mark.parametrize(
    ("typed", "short", "long"),
    [
        ("two\nlines", "two lines", "two\nlines"),
        ("two\r\nlines", "two lines", "two\nlines"),
        ("two\rlines", "two lines", "two\nlines"),
        ("two\u2028lines", "two lines", "two\nlines"),
        ("two\u2029lines", "two lines", "two\nlines"),
        ("a\t\tb", "a b", "a\t\tb"),
        ("a\n\nb", "a b", "a\n\nb"),
        ("a\r\x00\nb", "a b", "a\nb"),
        (" as  typed ", " as  typed ", " as  typed "),
        (
            "e\u0301 Ångström 漢字 👩\u200d💻 [/] [b",
            "e\u0301 Ångström 漢字 👩\u200d💻 [/] [b",
            None,
        ),
    ],
)
def test_line_ends_are_kept_in_long_texts_and_become_one_space_in_short_ones(
    typed: str, short: str, long: str | None
) -> None:
    assert clean(typed) == short
    assert clean(typed, long=True) == (short if long is None else long)


@given(any_text | nasty_text, st.booleans())
def test_a_stored_text_is_clean_for_good_and_is_shown_as_it_is(value: str, long: bool) -> None:
    stored = clean(value, long=long)

    assert clean(stored, long=long) == stored
    assert shown(stored, long=long) == stored
    stored.encode()  # nothing is left that a file cannot hold


@given(any_text | nasty_text)
def test_what_is_shown_holds_no_control_on_one_line(value: str) -> None:
    assert not {"Cc", "Cs", "Zl", "Zp"} & {unicodedata.category(mark) for mark in shown(value)}
    assert not set(UNSAFE) & set(shown(value))


def test_marks_name_what_was_there() -> None:
    assert shown("\x1b[31m\x7f\x85\u202e\n") == "␛[31m␡⟨0085⟩⟨202E⟩␊"
    assert shown("a\r\n\tb", long=True) == "a␍\n\tb"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Müller", "MULLER"),
        ("Straße", "STRASSE"),
        ("Crème Brûlée", "creme brulee"),
        ("Łódź", "lodz"),
        ("Ørsted", "orsted"),
        ("Æther", "aether"),
        ("ﬁnance", "FINANCE"),
        ("e\u0301", "é"),
        ("Ｆｕｌｌ", "full"),
        ("IĞDIR", "ığdır"),
        ("10\u00a0000", "10 000"),
    ],
)
def test_a_search_sees_no_accents_and_no_case(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_a_search_still_tells_letters_apart() -> None:
    assert len({fold(name) for name in ("Ana", "Anna", "Iвана", "漢", "字", "क", "कि")}) == 7


@given(st.text() | st.text(st.characters(categories=["L", "M", "N"])))
@example("ᾼ\u0345")
@example("İstanbul")
def test_folding_again_changes_nothing(value: str) -> None:
    assert fold(fold(value)) == fold(value)


def test_folding_every_letter_again_changes_nothing() -> None:
    letters = [chr(code) for code in range(0x30000) if not 0xD800 <= code < 0xE000]

    assert [letter for letter in letters if fold(fold(letter)) != fold(letter)] == []


@pytest.mark.parametrize(
    ("value", "cells", "expected"),
    [
        ("Acme", 4, "Acme"),
        ("Acme", 3, "Ac…"),
        ("Acme", 1, "…"),
        ("Acme", 0, ""),
        ("Acme", -1, ""),
        ("", 3, ""),
        ("Café", 4, "Café"),
        ("Cafés", 4, "Caf…"),
        ("漢字会社", 8, "漢字会社"),
        ("漢字会社", 7, "漢字会…"),
        ("漢字会社", 6, "漢字…"),
        ("e\u0301e\u0301e\u0301", 3, "e\u0301e\u0301e\u0301"),
        ("e\u0301e\u0301e\u0301", 2, "e\u0301…"),
        ("❤\ufe0f Ada", 6, "❤\ufe0f Ada"),
        ("❤\ufe0f Ada", 5, "❤\ufe0f A…"),
        ("👩\u200d💻 Ada", 6, "👩\u200d💻 Ada"),
        ("👩\u200d💻 Ada", 5, "👩\u200d💻 A…"),
        ("می\u200cخواهم", 7, "می\u200cخواهم"),
    ],
)
def test_a_text_is_cut_where_the_cells_end(value: str, cells: int, expected: str) -> None:
    assert cut(value, cells) == expected


@given(any_text | nasty_text, st.integers(0, 12))
def test_a_cut_text_never_takes_more_cells_and_a_short_one_is_left_alone(
    value: str, cells: int
) -> None:
    shortened = cut(value, cells)

    assert cell_len(shortened) <= cells
    assert shortened == value or cells == 0 or shortened.endswith("…")
    if 2 * len(value) <= cells:
        assert shortened == value


@pytest.mark.parametrize(
    ("value", "cells"),
    [
        ("", 0),
        ("Acme", 4),
        ("Café", 4),
        ("e\u0301e\u0301", 2),
        ("a\u200bb\u2060c", 3),
        ("漢字会社", 8),
        ("Ｆｕｌｌ", 8),
        ("❤", 1),
        ("❤\ufe0f", 2),
        ("👩\u200d👩\u200d👧", 2),
        ("👩\u200d💻 Ada", 6),
    ],
)
def test_a_text_is_as_wide_as_the_cells_it_takes(value: str, cells: int) -> None:
    assert width(value) == cells == cell_len(value)


@given(any_text | nasty_text, st.integers(1, 12))
def test_a_text_is_cut_just_where_it_is_wider_than_the_cells(value: str, cells: int) -> None:
    assert (cut(value, cells) == value) == (width(value) <= cells)
    assert width(cut(value, cells)) <= cells


def test_no_single_character_takes_more_cells_than_was_reckoned() -> None:
    characters = [chr(code) for code in range(0x80, 0x20000) if not 0xD800 <= code < 0xE000]
    too_wide = [
        character
        for character in characters
        if cut(character, 1) == character != "" and cell_len(character) > 1
    ]

    assert too_wide == []


def test_what_an_error_quotes_is_safe_and_short() -> None:
    assert quoted("32 mar\x1b") == '"32 mar␛"'
    assert quoted("9" * 1000) == f'"{"9" * 39}…"'
