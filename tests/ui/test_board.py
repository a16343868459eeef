"""The pipeline board: what it reads, where the cursor goes, how cards are carried and drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import TypeVar

import pytest
from textual import events
from textual.app import App, ComposeResult

from tui_crm.ui.widgets.board import Board, BoardColumn, Card
from tui_crm.ui.widgets.board_state import Standing, read_opening

Answer = TypeVar("Answer")


class Book:
    """Deals by stage, remembering which of them were read."""

    def __init__(self, **stages: int) -> None:
        self.stages: dict[str, list[Card]] = {}
        self.read: list[tuple[int, int]] = []
        for title, count in stages.items():
            first = sum(map(len, self.stages.values())) + 1
            self.stages[title] = [deal(first + number) for number in range(count)]

    def columns(self) -> Sequence[BoardColumn]:
        return [
            BoardColumn(stage, title, len(cards), f"{len(cards)}00", f"{len(cards)}0")
            for stage, (title, cards) in enumerate(self.stages.items())
        ]

    def cards(self, stage_id: int, start: int, count: int) -> Sequence[Card]:
        self.read.append((stage_id, start))
        return list(self.stages.values())[stage_id][start : start + count]

    def place(self, card_id: int) -> tuple[int, int] | None:
        for stage, cards in enumerate(self.stages.values()):
            for index, card in enumerate(cards):
                if card.id == card_id:
                    return stage, index
        return None

    def move(self, card_id: int, stage_from: int, stage_to: int) -> None:
        stages = list(self.stages.values())
        card = next(card for card in stages[stage_from] if card.id == card_id)
        stages[stage_from].remove(card)
        stages[stage_to].append(card)


class BrokenBook(Book):
    """A file that cannot be read any more."""

    def columns(self) -> Sequence[BoardColumn]:
        raise OSError("the disk is gone")


class InlineLane:
    """Answers at once."""

    def ask(self, question: Callable[[], Answer], /) -> Future[Answer]:
        future: Future[Answer] = Future()
        try:
            future.set_result(question())
        except OSError as error:
            future.set_exception(error)
        return future

    def replace(self, question: Callable[[], Answer], /) -> Future[Answer]:
        return self.ask(question)


class SlowLane(InlineLane):
    """Answers when it is told to, from the oldest question on."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[], None]] = []

    def ask(self, question: Callable[[], Answer], /) -> Future[Answer]:
        future: Future[Answer] = Future()
        self.waiting.append(lambda: future.set_result(question()))
        return future

    def answer_all(self) -> None:
        while self.waiting:
            self.waiting.pop(0)()


class BoardApp(App[None]):
    """A board alone on the screen, with a screen's ear for its messages."""

    def __init__(self, book: Book, lane: InlineLane | None = None, moves: bool = True) -> None:
        super().__init__()
        self.book = book
        self.lane = lane or InlineLane()
        self.moves = moves
        self.heard: list[tuple[object, ...]] = []
        self.told: list[str] = []

    def compose(self) -> ComposeResult:
        yield Board(self.lane, empty="No open deals yet. Press a to add one.")

    def on_mount(self) -> None:
        self.board.show(self.book)

    @property
    def board(self) -> Board:
        return self.query_one(Board)

    def notify(self, message: str, **_: object) -> None:
        self.told.append(message)

    def on_board_moved(self, message: Board.Moved) -> None:
        self.heard.append(("moved", message.card_id))

    def on_board_opened(self, message: Board.Opened) -> None:
        self.heard.append(("opened", message.card_id))

    def on_board_carried(self, message: Board.Carried) -> None:
        self.heard.append(("carried", message.card_id, message.stage_from, message.stage_to))
        if self.moves:
            self.book.move(message.card_id, message.stage_from, message.stage_to)
            self.board.show(self.book, keep=message.card_id)


def deal(number: int) -> Card:
    return Card(number, f"Deal {number}", "Acme", f"{number}.00", "3 d  call Fri")


def text(board: Board) -> str:
    return "\n".join(board.render_line(y).text for y in range(board.size.height))


def test_only_what_is_in_sight_is_read() -> None:
    book = Book(New=100_000, Qualified=100_000)
    read_opening(book, None, Standing(rows=6, across=2))
    assert book.read == [(0, 0), (1, 0)]


def test_the_cursor_follows_a_kept_deal_to_its_stage() -> None:
    book = Book(New=50, Won=500)
    opening = read_opening(book, 400, Standing(rows=6, across=2))
    assert (opening.standing.column, opening.standing.index) == (1, 349)
    assert any(400 in [card.id for card in page] for page in opening.pages.values())


def test_the_cursor_stays_in_its_stage_when_stages_are_added_before_it() -> None:
    where = Standing((BoardColumn(7, "Won", 9, "", ""),), index=4, rows=5)

    class Grown(Book):
        def columns(self) -> Sequence[BoardColumn]:
            return [BoardColumn(1, "New", 3, "", ""), BoardColumn(7, "Won", 9, "", "")]

        def cards(self, stage_id: int, start: int, count: int) -> Sequence[Card]:
            return []

    opening = read_opening(Grown(), None, where)
    assert (opening.standing.column, opening.standing.index) == (1, 4)


async def test_keys_move_the_cursor_and_open_the_deal() -> None:
    app = BoardApp(Book(New=50, Qualified=50))
    async with app.run_test(size=(80, 24)) as pilot:
        assert (app.board.cursor_id, app.board.cursor_stage) == (1, 0)
        await pilot.press("j", "down", "right", "k", "enter")
        assert (app.board.cursor_id, app.board.cursor_stage) == (52, 1)
        assert app.heard[-2:] == [("moved", 52), ("opened", 52)]
        await pilot.press("G")
        assert app.board.cursor_id == 100
        await pilot.press("home", "left", "pagedown")
        assert app.board.cursor_stage == 0
        assert "Deal 8" in text(app.board)


async def test_deals_far_down_are_read_when_they_come_into_sight() -> None:
    book = Book(New=10_000)
    app = BoardApp(book)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("G")
        await pilot.pause()
        assert app.board.cursor_id == 10_000
        assert "Deal 10000" in text(app.board)
        assert len(book.read) < 6


async def test_a_carried_card_is_moved_by_the_screen_and_keeps_the_cursor() -> None:
    app = BoardApp(Book(New=3, Qualified=3, Won=0))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("j", ">")
        await pilot.pause()
        assert app.heard[-1] == ("carried", 2, 0, 1)
        assert (app.board.cursor_id, app.board.cursor_stage) == (2, 1)
        await pilot.press("shift+right")
        await pilot.pause()
        assert (app.board.cursor_id, app.board.cursor_stage) == (2, 2)
        await pilot.press("<")
        await pilot.pause()
        assert app.heard[-1] == ("carried", 2, 2, 1)


async def test_a_second_press_before_the_answer_goes_on_from_where_the_first_led() -> None:
    app = BoardApp(Book(New=1, Qualified=0, Proposal=0), moves=False)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(">", ">")
        assert app.heard[-2:] == [("carried", 1, 0, 1), ("carried", 1, 1, 2)]
        app.board.put_back()
        await pilot.press(">")
        assert app.heard[-1] == ("carried", 1, 0, 1)


async def test_a_move_that_the_screen_refused_starts_again_from_where_the_card_stands() -> None:
    app = BoardApp(Book(New=1, Qualified=0, Proposal=0), moves=False)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(">")
        app.board.show(app.book, keep=1)
        await pilot.pause()
        await pilot.press(">")
        assert app.heard[-1] == ("carried", 1, 0, 1)


@pytest.mark.parametrize(
    ("stages", "key", "said"),
    [
        ({"New": 1, "Won": 1}, "<", "The deal is in the first stage of the board."),
        ({"New": 1}, ">", "The deal is in the last stage of the board."),
        ({"New": 0, "Won": 1}, ">", "There is no deal under the cursor to move."),
    ],
)
async def test_a_card_that_cannot_be_carried_says_why(
    stages: dict[str, int], key: str, said: str
) -> None:
    app = BoardApp(Book(**stages))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(key)
        assert not [heard for heard in app.heard if heard[0] == "carried"]
        assert app.told == [said]


async def test_old_data_stay_until_the_new_are_read() -> None:
    lane = SlowLane()
    app = BoardApp(Book(New=2), lane)
    async with app.run_test(size=(80, 24)) as pilot:
        lane.answer_all()
        await pilot.pause()
        app.board.show(Book(Fresh=1))
        await pilot.pause()
        assert "New" in text(app.board) and "Deal 2" in text(app.board)
        lane.answer_all()
        await pilot.pause()
        assert "Fresh" in text(app.board) and "Deal 2" not in text(app.board)


async def test_cards_of_older_data_that_come_late_are_not_shown() -> None:
    lane = SlowLane()
    app = BoardApp(Book(New=500), lane)
    async with app.run_test(size=(80, 24)) as pilot:
        lane.answer_all()
        await pilot.pause()
        lane.answer_all()
        await pilot.press("G")
        late = list(lane.waiting)
        lane.waiting.clear()
        fresh = Book(New=500)
        fresh.stages["New"] = [deal(5000 + number) for number in range(500)]
        app.board.show(fresh)
        lane.answer_all()
        await pilot.pause()
        for answer in late:
            answer()
        await pilot.pause()
        assert late and "Deal 5499" in text(app.board)
        assert "Deal 500 " not in text(app.board)


async def test_the_cursor_stays_where_the_owner_moved_it_while_reading() -> None:
    lane = SlowLane()
    app = BoardApp(Book(New=9), lane)
    async with app.run_test(size=(80, 24)) as pilot:
        lane.answer_all()
        await pilot.pause()
        app.board.show(app.book, keep=1)
        await pilot.press("j", "j")
        lane.answer_all()
        await pilot.pause()
        assert app.board.cursor_id == 3


async def test_an_empty_board_says_how_to_begin() -> None:
    app = BoardApp(Book(New=0, Won=0))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "No open deals yet. Press a to add one." in text(app.board)
        assert app.board.cursor_id is None
        await pilot.press("enter", "j", "right")
        assert app.heard == []


async def test_a_failed_read_is_told_and_the_cards_stay() -> None:
    app = BoardApp(Book(New=2))
    async with app.run_test(size=(80, 24)) as pilot:
        app.board.show(BrokenBook())
        await pilot.pause()
        assert "could not be read: the disk is gone" in text(app.board)
        assert "Deal 1" in text(app.board)
        app.board.show(app.book)
        await pilot.pause()
        assert app.board.problem == ""


async def test_names_that_look_like_markup_are_drawn_as_they_are() -> None:
    book = Book(New=1)
    book.stages["New"] = [Card(1, "[/] [red]x[/]", "\x1b]52;c;aGk=\x07", "1.00", "a\x9bb")]
    app = BoardApp(book)
    async with app.run_test(size=(80, 40)) as pilot:
        await pilot.pause()
        assert "[/] [red]x[/]" in text(app.board)
        assert "\x1b" not in text(app.board) and "\x9b" not in text(app.board)


async def test_clicks_choose_then_open_a_card_and_the_wheel_scrolls_its_column() -> None:
    app = BoardApp(Book(New=50, Qualified=50))
    async with app.run_test(size=(80, 24)) as pilot:
        at = (app.board._grid.starts[1] + 3, 6)
        await pilot.click(Board, offset=at)
        assert app.board.cursor_id == 52
        await pilot.click(Board, offset=at)
        assert app.heard[-1] == ("opened", 52)
        before = text(app.board)
        await pilot._post_mouse_events([events.MouseScrollDown], Board, offset=at, button=0)
        await pilot.pause()
        assert text(app.board) != before and "1 above" in text(app.board)
        assert app.board.cursor_id == 52


async def test_a_key_repaints_only_the_cards_it_changes() -> None:
    app = BoardApp(Book(New=50, Qualified=50))
    async with app.run_test(size=(80, 40)) as pilot:
        await pilot.pause()
        painted: list[int] = []
        render = app.board.render_line
        app.board.render_line = lambda y: painted.append(y) or render(y)  # type: ignore[method-assign, func-returns-value]  # counts the lines
        await pilot.press("j")
        assert set(painted) == set(range(2, 11))
        painted.clear()
        await pilot.press("right")
        assert set(painted) == {0, *range(6, 11)}
