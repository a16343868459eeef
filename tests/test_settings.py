"""The user's own choices: read with care, kept without touching what else is in the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui_crm.errors import DiskTrouble
from tui_crm.settings import Settings, load, save_theme


def written(folder: Path, text: str) -> Path:
    file = folder / "settings.toml"
    file.write_text(text, "utf-8")
    return file


def test_without_a_file_everybody_starts_alike(tmp_path: Path) -> None:
    assert load(tmp_path / "none.toml") == Settings()


def test_theme_and_keys_are_read(tmp_path: Path) -> None:
    settings = load(written(tmp_path, 'theme = "light"\n[keys]\nwin = "f5"\n'))
    assert settings == Settings("light", {"win": "f5"})


@pytest.mark.parametrize(
    "text",
    ['theme = "pink"', 'colour = "red"', "[keys]\nwin = 5", "theme = [", 'keys = "w"\nx = 1'],
)
def test_what_is_not_understood_is_told_of_and_nothing_fails(tmp_path: Path, text: str) -> None:
    settings = load(written(tmp_path, text))
    assert settings.theme == "dark" and settings.keys == {}
    assert settings.problems


def test_a_file_that_is_no_text_is_told_of(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_bytes(b"\xff\xfe\x00")
    assert "could not be read" in load(file).problems[0]


def test_a_theme_is_kept_beside_what_the_user_wrote(tmp_path: Path) -> None:
    file = written(tmp_path, '# mine\ntheme = "dark"\n\n[keys]\nwin = "f5" # theme = x\n')
    save_theme(file, "light")
    assert file.read_text("utf-8") == '# mine\ntheme = "light"\n\n[keys]\nwin = "f5" # theme = x\n'
    assert load(file) == Settings("light", {"win": "f5"})


def test_a_theme_goes_before_the_tables_where_there_was_none(tmp_path: Path) -> None:
    file = written(tmp_path, '[keys]\nwin = "f5"\n')
    save_theme(file, "ansi")
    assert load(file) == Settings("ansi", {"win": "f5"})


def test_the_file_and_its_private_folder_are_made(tmp_path: Path) -> None:
    file = tmp_path / "config" / "settings.toml"
    save_theme(file, "light")
    assert load(file).theme == "light"
    assert file.stat().st_mode & 0o077 == 0 and file.parent.stat().st_mode & 0o077 == 0


def test_a_folder_that_cannot_be_written_to_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("a file where the folder should be")
    with pytest.raises(DiskTrouble, match="could not be kept"):
        save_theme(tmp_path / "config" / "settings.toml", "light")
