"""Every nasty file comes out exactly as stated: its rows with their lines, or one sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exchange.nasty import NASTY
from tests.exchange.nasty_file import Nasty, knows
from tui_crm.errors import Refused
from tui_crm.exchange.reading.sheet import Sheet, find_sheet
from tui_crm.exchange.reading.source import look_at
from tui_crm.exchange.report import Undecided


def sheet_of(folder: Path, file: Nasty) -> Sheet:
    """The table of a file, which lies in the folder under its name."""
    path = folder / file.name
    path.write_bytes(file.content)
    return find_sheet(look_at(path, None, knows), knows)


@pytest.mark.parametrize("name", [name for name, file in NASTY.items() if not file.refusal])
def test_a_nasty_file_is_read_exactly_or_asked_about(tmp_path: Path, name: str) -> None:
    file = NASTY[name]
    if file.question:
        with pytest.raises(Undecided) as undecided:
            sheet_of(tmp_path, file)
        (question,) = undecided.value.questions
        assert question.choice == "encoding"
        assert question.message.startswith(file.question)
        assert question.options[: len(file.options)] == file.options
        return
    sheet = sheet_of(tmp_path, file)
    with sheet.rows() as rows:
        found = [(row.line, tuple(row.cells)) for row in rows]
    assert found == list(file.rows)
    source = sheet.source
    assert (source.delimiter, source.encoding) == (file.delimiter, file.encoding)
    assert source.guessed == file.guessed
    assert (tuple(sheet.headers), sheet.header_line) == (file.headers, file.header_line)
    assert sheet.preamble == file.preamble
    assert tuple(total.line for total in sheet.totals) == file.totals
    assert tuple(sheet.skipped) == file.skipped
    assert source.position == source.size == len(file.content)


@pytest.mark.parametrize("name", [name for name, file in NASTY.items() if file.refusal])
def test_what_is_no_table_is_refused_in_a_sentence(tmp_path: Path, name: str) -> None:
    file = NASTY[name]
    with pytest.raises(Refused) as refused, sheet_of(tmp_path, file).rows() as rows:
        for _ in rows:
            pass
    assert str(refused.value).replace(f"{tmp_path}/", "") == file.refusal


CELL = st.text(
    st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\t\n\r\"',;|\\"), max_size=8
)
END_OF_LINE = re.compile("\r\n?|\n")


@dataclass(frozen=True)
class Spelling:
    """How a program writes its tables."""

    delimiter: str
    end: str
    encoding: str
    quotes: str

    def cell(self, text: str) -> str:
        """A cell as it stands in the file."""
        match self.quotes:
            case "single":
                return "'" + text.replace("'", "''") + "'"
            case "backslash":
                return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
            case "few" if not re.search(f'[\r\n"{re.escape(self.delimiter)}]', text):
                return text
        return '"' + text.replace('"', '""') + '"'

    def written(self, table: list[list[str]]) -> bytes:
        """The whole file."""
        lines = [self.delimiter.join(map(self.cell, row)) + self.end for row in table]
        mark = "" if self.encoding.startswith(("cp", "utf-8-")) else "\ufeff"
        return (mark + "".join(lines)).encode(self.encoding)


SPELLINGS = st.builds(
    Spelling,
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16-le", "utf-16-be", "cp1252"]),
    st.sampled_from(["few", "all", "single", "backslash"]),
)


@settings(max_examples=60)
@given(st.lists(st.tuples(CELL, CELL, CELL), max_size=8), SPELLINGS)
def test_any_table_in_any_spelling_is_read_back_exactly(
    tmp_path_factory: pytest.TempPathFactory,
    cells: list[tuple[str, str, str]],
    spelling: Spelling,
) -> None:
    told = spelling.encoding if spelling.encoding == "cp1252" else None
    table = [["Name", "Email", "Amount"], ["x", 'say "hi" now', "1"]]
    table += [[f"x{name}", email, amount] for name, email, amount in cells]
    table = [
        [cell.encode(spelling.encoding, "ignore").decode(spelling.encoding) for cell in row]
        for row in table
    ]
    path = tmp_path_factory.getbasetemp() / "spelt.csv"
    path.write_bytes(spelling.written(table))
    sheet = find_sheet(look_at(path, told, knows), knows)
    line, wanted = 1, []
    for row in table:
        wanted.append((line, row))
        line += 1 + sum(len(END_OF_LINE.findall(cell)) for cell in row)
    with sheet.rows() as rows:
        assert [(row.line, row.cells) for row in rows] == wanted[1:]
    assert (sheet.headers, sheet.header_line) == (table[0], 1)
    assert (sheet.totals, sheet.skipped) == ([], [])
