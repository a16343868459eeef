"""Snapshots: everything in one folder, checked when written and when brought back."""

from __future__ import annotations

import csv
import json
import os
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.book import dump, is_sound, new_book, put, rows
from tests.conftest import TODAY
from tui_crm.actions import change_settings
from tui_crm.errors import DiskTrouble, NewerBook, Refused
from tui_crm.exchange.out import placing
from tui_crm.exchange.snapshots import snapshot as snapshots
from tui_crm.exchange.snapshots.manifest import Manifest, read_manifest
from tui_crm.exchange.snapshots.restore import bring_back
from tui_crm.exchange.snapshots.snapshot import Kept, snapshot_if_changed, write_snapshot
from tui_crm.sample import make_sample
from tui_crm.store import journal
from tui_crm.store.engine import Book

AT = datetime(2026, 4, 1, 10, 0, tzinfo=UTC)


@pytest.fixture
def sample(tmp_path: Path) -> Book:
    make_sample(tmp_path / "sample.db", today=TODAY)
    book = Book(tmp_path / "sample.db")
    change_settings(book, {"business_name": "'=Rosa", "fiscal_month": "4", "books_start": ""})
    put(book, "account", name="'", notes="=1\n\t-2")
    return book


@pytest.fixture
def empty(tmp_path: Path) -> Book:
    (tmp_path / "empty").mkdir()
    return new_book(tmp_path / "empty")


def snapshot(book: Book, folder: Path) -> Manifest:
    return write_snapshot(book, folder, AT)


def test_a_snapshot_comes_back_equal_in_every_field(
    sample: Book, empty: Book, tmp_path: Path
) -> None:
    snapshot(sample, tmp_path / "out")
    bring_back(empty, tmp_path / "out")
    assert dump(empty) == dump(sample)
    assert is_sound(empty)
    assert dict(empty.business) == dict(sample.business)
    snapshot(empty, tmp_path / "again")
    for path in (tmp_path / "out").glob("*.csv"):
        assert (tmp_path / "again" / path.name).read_bytes() == path.read_bytes()


def test_the_manifest_counts_and_sums_what_the_files_hold(sample: Book, tmp_path: Path) -> None:
    snapshot(sample, tmp_path / "out")
    told = json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))
    assert (told["program"], told["made_at"]) == ("tui-crm", "2026-04-01T10:00:00Z")
    for name, table in told["tables"].items():
        with (tmp_path / "out" / table["file"]).open(encoding="utf-8-sig", newline="") as file:
            found = list(csv.DictReader(file))
        assert len(found) == table["rows"]
        assert rows(sample, f'SELECT count(*) FROM "{name}"') == [(table["rows"],)]
        for column, total in table["sums"].items():
            assert sum(int(row[column] or 0) for row in found) == total
    assert told["tables"]["revenue_entry"]["sums"]["base_minor"] > 0


def test_a_snapshot_is_private_and_takes_no_ones_place(sample: Book, tmp_path: Path) -> None:
    snapshot(sample, tmp_path / "out")
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o700
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "out").iterdir()}
    assert modes == {0o600}
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    for taken in ("out", "link", "sample.db"):
        with pytest.raises(Refused, match="exists already"):
            snapshot(sample, tmp_path / taken)
    with pytest.raises(DiskTrouble, match="cannot be made"):
        snapshot(sample, tmp_path / "none" / "out")
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_bringing_back_is_one_undo_step(sample: Book, empty: Book, tmp_path: Path) -> None:
    before = dump(empty)
    snapshot(sample, tmp_path / "out")
    bring_back(empty, tmp_path / "out")
    after = dump(empty)
    journal.undo(empty)
    assert dump(empty) == before
    journal.redo(empty)
    assert dump(empty) == after


def test_a_dry_run_stores_nothing(sample: Book, empty: Book, tmp_path: Path) -> None:
    before = dump(empty)
    assert bring_back(empty, snapshot_folder(sample, tmp_path), dry_run=True).rows > 500
    assert dump(empty) == before


def snapshot_folder(book: Book, folder: Path) -> Path:
    snapshot(book, folder / "out")
    return folder / "out"


def test_only_an_empty_book_takes_a_snapshot(sample: Book, empty: Book, tmp_path: Path) -> None:
    folder = snapshot_folder(sample, tmp_path)
    put(empty, "account", name="Acme")
    before = dump(empty)
    with pytest.raises(Refused, match="empty book"):
        bring_back(empty, folder)
    assert dump(empty) == before


def test_a_changed_or_missing_file_is_refused(sample: Book, empty: Book, tmp_path: Path) -> None:
    folder = snapshot_folder(sample, tmp_path)
    before = dump(empty)
    whole = (folder / "cost.csv").read_bytes()
    (folder / "cost.csv").write_bytes(whole.replace(b"1", b"2", 1))
    with pytest.raises(Refused, match="was changed"):
        bring_back(empty, folder)
    (folder / "cost.csv").unlink()
    with pytest.raises(Refused, match="cannot be read"):
        bring_back(empty, folder)
    assert dump(empty) == before


@pytest.mark.parametrize(
    ("change", "error", "part"),
    [
        ({"schema": 99}, NewerBook, "newer"),
        ({"tables": {}}, Refused, "not whole"),
        ({"tables": 5}, Refused, "not the manifest"),
        ({"schema": None}, Refused, "not the manifest"),
        ({"more": 1}, Refused, "not the manifest"),
    ],
)
def test_a_manifest_that_cannot_be_is_refused(
    sample: Book, empty: Book, tmp_path: Path, change: dict[str, object],
    error: type[Exception], part: str,
) -> None:  # fmt: skip
    folder = snapshot_folder(sample, tmp_path)
    told = json.loads((folder / "manifest.json").read_text("utf-8"))
    (folder / "manifest.json").write_text(json.dumps({**told, **change}), "utf-8")
    with pytest.raises(error, match=part):
        bring_back(empty, folder)


def test_a_folder_without_manifest_is_no_snapshot(empty: Book, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="is not a snapshot"):
        bring_back(empty, tmp_path)


def test_what_does_not_read_back_as_it_was_written_is_no_snapshot(
    sample: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def spoiled(path: Path, amounts: list[str]) -> tuple[int, dict[str, int], str]:
        if path.name == "deal.csv":
            path.write_bytes(path.read_bytes().replace(b"0", b"1", 1))
        return snapshots_read_back(path, amounts)

    snapshots_read_back = snapshots.read_back
    monkeypatch.setattr(snapshots, "read_back", spoiled)
    with pytest.raises(DiskTrouble, match="deal did not read back"):
        snapshot(sample, tmp_path / "out")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["sample.db"]


def test_a_full_disk_leaves_nothing_half_written(
    sample: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []

    def full(handle: int) -> None:
        synced.append(handle)
        if len(synced) == 7:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(placing.os, "fsync", full)
    with pytest.raises(DiskTrouble, match="the disk is full"):
        snapshot(sample, tmp_path / "out")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["sample.db"]


def test_a_folder_of_snapshots_gets_a_new_one_only_where_something_changed(
    sample: Book, tmp_path: Path
) -> None:
    folder = tmp_path / "hourly"
    first = snapshot_if_changed(sample, folder, AT)
    assert (first.folder, first.is_new) == (folder / "2026-04-01T100000Z", True)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    later = AT + timedelta(hours=1)
    assert snapshot_if_changed(sample, folder, later) == Kept(
        first.folder, first.manifest, is_new=False
    )
    put(sample, "account", name="New")
    second = snapshot_if_changed(sample, folder, later)
    assert (second.folder.name, second.is_new) == ("2026-04-01T110000Z", True)
    assert read_manifest(first.folder) == first.manifest  # beside the first, which stays
    put(sample, "account", name="Newer")
    third = snapshot_if_changed(sample, folder, later)
    assert third.folder.name == "2026-04-01T110000Z-2"
    assert not snapshot_if_changed(sample, folder, AT).is_new
    assert len(os.listdir(folder)) == 3


def test_a_database_that_rested_is_not_even_read(
    sample: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.utime(sample.path, (0, tmp_path.stat().st_mtime - 60))
    first = snapshot_if_changed(sample, tmp_path / "hourly", AT)
    monkeypatch.delattr(snapshots, "_write")
    assert snapshot_if_changed(sample, tmp_path / "hourly", AT).folder == first.folder


def test_a_spoiled_snapshot_does_not_count(sample: Book, tmp_path: Path) -> None:
    folder = tmp_path / "hourly"
    first = snapshot_if_changed(sample, folder, AT)
    (first.folder / "deal.csv").unlink()
    second = snapshot_if_changed(sample, folder, AT)
    assert second.is_new and second.folder != first.folder


def test_a_folder_that_cannot_hold_snapshots_is_refused(sample: Book, tmp_path: Path) -> None:
    snapshot(sample, tmp_path / "out")
    with pytest.raises(Refused, match="is a snapshot itself"):
        snapshot_if_changed(sample, tmp_path / "out", AT)
    with pytest.raises(Refused, match="is not a folder"):
        snapshot_if_changed(sample, sample.path, AT)
    with pytest.raises(DiskTrouble, match="cannot be made: there is no such folder"):
        snapshot_if_changed(sample, tmp_path / "none" / "hourly", AT)
