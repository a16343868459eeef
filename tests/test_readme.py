"""The README speaks of what the program has."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui_crm.metrics import KPIS

README = Path(__file__).parents[1] / "README.md"


@pytest.mark.parametrize("name", KPIS)
def test_the_readme_says_what_every_figure_means(name: str) -> None:
    assert f"`{name}`" in README.read_text(encoding="utf-8")
