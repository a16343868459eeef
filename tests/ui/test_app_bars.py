"""The title line, the panes' names and the key bar: what they say where there is little room."""

from __future__ import annotations

from unittest.mock import patch

import pytest
from textual.app import App, ComposeResult
from textual.geometry import Size
from textual.widget import Widget

from tui_crm.ui.widgets.drawing import DrawnWidget
from tui_crm.ui.widgets.key_bar import Key, KeyBar
from tui_crm.ui.widgets.pane_tabs import PaneTabs
from tui_crm.ui.widgets.period_bar import PeriodBar
from tui_crm.ui.widgets.top_bar import Place, TopBar

PLACES = (Place("2", "sales", "Sales"), Place("3", "marketing", "Marketing"))
TITLES = ("Pipeline", "Deals", "Customers", "Hand-offs")


def line(widget: DrawnWidget, width: int, y: int = 0) -> str:
    """A line of the widget at a width."""
    with patch.object(type(widget), "size", Size(width, 2)):
        text = "".join(piece for piece, _ in widget.pieces(y))
    return text[:width].rstrip()


def test_the_title_line_marks_the_screen_without_colour_and_cuts_the_business() -> None:
    bar = TopBar(PLACES, "marketing")
    bar.show("Rosa's [/] Bike Repair", ("EUR", "1 Apr 2026"))
    assert line(bar, 80).startswith(" 2 Sales  3 MARKETING")
    assert line(bar, 80).endswith("Rosa's [/] Bike Repair   EUR   1 Apr 2026")
    assert "Rosa's…   EUR" in line(bar, 50)


@pytest.mark.parametrize("width", range(12, 60, 3))
@pytest.mark.parametrize("here", range(len(TITLES)))
def test_the_pane_in_sight_is_always_named_and_underlined(width: int, here: int) -> None:
    tabs = PaneTabs(TITLES)
    tabs.show(here, ("1,234 open", "5,678,900"))
    names, rule = line(tabs, width), line(tabs, width, 1)
    assert TITLES[here] in names
    start = names.index(TITLES[here])
    assert rule[start : start + len(TITLES[here])] == "━" * len(TITLES[here])


def test_totals_without_room_are_left_out_from_the_right() -> None:
    tabs = PaneTabs(TITLES)
    tabs.show(0, ("12 open", "3,400", "weighted 900"))
    assert line(tabs, 90).endswith("12 open   3,400   weighted 900")
    assert line(tabs, 60).endswith("12 open   3,400")
    assert line(tabs, 40).endswith("Hand-offs")


def test_keys_without_room_go_but_help_and_the_place_stay() -> None:
    bar = KeyBar()
    keys = [Key(name, name[0], name) for name in ("open", "add", "edit", "delete", "help")]
    bar.show(keys, "1 of 1,000,000")
    assert " ".join(line(bar, 80).split()) == "o open a add e edit d delete h help 1 of 1,000,000"
    assert line(bar, 40) == " o open  a add  h help   1 of 1,000,000"


def test_at_most_six_keys_are_shown() -> None:
    bar = KeyBar()
    bar.show([Key(str(n), str(n), "x") for n in range(9)], "")
    assert line(bar, 80) == " 0 x  1 x  2 x  3 x  4 x  5 x"


class Page(App[None]):
    """A page with one bar, which remembers what the bar told."""

    def __init__(self, bar: Widget) -> None:
        super().__init__()
        self.bar = bar
        self.told: list[object] = []

    def compose(self) -> ComposeResult:
        yield self.bar

    def on_top_bar_chosen(self, event: TopBar.Chosen) -> None:
        self.told.append(event.name)

    def on_pane_tabs_chosen(self, event: PaneTabs.Chosen) -> None:
        self.told.append(event.index)

    def on_key_bar_chosen(self, event: KeyBar.Chosen) -> None:
        self.told.append(event.command)

    def on_period_bar_stepped(self, event: PeriodBar.Stepped) -> None:
        self.told.append(event.forward)


def keys_shown() -> KeyBar:
    bar = KeyBar()
    bar.show([Key("open", "enter", "open"), Key("add", "a", "add")], "")
    return bar


def period_shown() -> PeriodBar:
    bar = PeriodBar()
    bar.show("March 2026", ("month", "year"), "month", "against February 2026")
    return bar


@pytest.mark.parametrize(
    ("bar", "clicks", "told"),
    [
        (TopBar(PLACES, "sales"), [(2, 0), (12, 0), (70, 0)], ["sales", "marketing"]),
        (PaneTabs(TITLES), [(1, 0), (12, 0), (70, 0)], [0, 1]),
        (keys_shown(), [(1, 0), (14, 0), (70, 0)], ["open", "add"]),
        (period_shown(), [(1, 0), (14, 0), (40, 0)], [False, True]),
    ],
    ids=["screens", "panes", "keys", "periods"],
)
async def test_what_is_clicked_is_told(
    bar: Widget, clicks: list[tuple[int, int]], told: list[object]
) -> None:
    async with Page(bar).run_test(size=(80, 5)) as pilot:
        for offset in clicks:
            await pilot.click(bar, offset=offset)
        await pilot.pause()
        page = pilot.app
        assert isinstance(page, Page) and page.told == told
