"""Measures a terminal program from outside, as the person at the keyboard meets it.

The program runs behind a pseudo-terminal; a thread stamps its output the moment it arrives.
Nothing is emulated: a text counts as shown once it has been written between escape sequences,
a key as answered when the last output has come before a pause.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import signal
import statistics
import struct
import sys
import termios
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from tests.benchmarks.process import cpu_ns, family, peak_kb

KEYS = {
    "up": b"\x1b[A",
    "down": b"\x1b[B",
    "right": b"\x1b[C",
    "left": b"\x1b[D",
    "home": b"\x1b[H",
    "end": b"\x1b[F",
    "pageup": b"\x1b[5~",
    "pagedown": b"\x1b[6~",
    "enter": b"\r",
    "escape": b"\x1b",
    "tab": b"\t",
    "space": b" ",
    "backspace": b"\x7f",
}
"""What a terminal sends for a key; any other name is typed as it is, `ctrl+x` as its code."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What a start costs: until the text is shown, in CPU until quiet, in peak memory."""

    ready_ms: float
    cpu_ms: float
    rss_mb: float


@dataclass(frozen=True, slots=True)
class Press:
    """A key to be pressed some times; `expect` ends each when that text is shown."""

    key: str
    times: int = 1
    name: str = ""
    """Under what name to count it; the key if empty, not at all if "-"."""
    expect: str = ""


@dataclass(slots=True)
class KeyFigures:
    """What the presses of one name took, each until its answer stood on the screen."""

    wall_ms: list[float] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)

    def median(self) -> float:
        """The usual wait in milliseconds."""
        return statistics.median(self.wall_ms)

    def worst(self) -> float:
        """The wait in milliseconds that 19 of 20 presses keep."""
        return quantile(self.wall_ms, 0.95)

    def cpu(self) -> float:
        """The usual CPU milliseconds."""
        return statistics.median(self.cpu_ms)


@dataclass(frozen=True, slots=True)
class Idle:
    """What a program does when nobody touches it."""

    cpu_percent: float
    bytes_per_second: float


@dataclass(frozen=True, slots=True)
class Ratio:
    """How B compares to A over pairs of runs, with the interval that holds 95 % of medians."""

    median: float
    low: float
    high: float
    a: float
    """The median of A's own figures."""
    b: float

    def __str__(self) -> str:
        return (
            f"{self.median:6.3f}  [{self.low:.3f}, {self.high:.3f}]  A {self.a:.1f}  B {self.b:.1f}"
        )


class NeverShown(Exception):
    """The expected text did not appear; holds the last that the program wrote."""


class Terminal:
    """A program running behind a terminal of a given size."""

    def __init__(
        self, command: Sequence[str], *, size: tuple[int, int] = (120, 40), **environment: str
    ) -> None:
        # Otherwise the reading thread may wait 5 ms for its turn and stamp the output late.
        sys.setswitchinterval(0.0005)
        self._written: list[tuple[float, bytes]] = []
        self._news = threading.Condition()
        self._ended = False
        self._size = size
        self.started = time.perf_counter()
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            _become(command, size, environment)
        _set_size(self._fd, size)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        for kind in (signal.SIGTERM, signal.SIGKILL):
            os.kill(self.pid, kind)
            deadline = time.perf_counter() + 1
            while time.perf_counter() < deadline:
                if os.waitpid(self.pid, os.WNOHANG)[0]:
                    self._reader.join(1)
                    os.close(self._fd)
                    return
                time.sleep(0.005)

    def send(self, key: str) -> float:
        """Presses a key and tells when."""
        now = time.perf_counter()
        os.write(self._fd, _bytes_of(key))
        return now

    def mark(self) -> int:
        """A place in the output, for what comes after it."""
        with self._news:
            return len(self._written)

    def wait_text(self, pattern: str, since: int = 0, timeout: float = 60) -> float:
        """When the text matching a pattern was written; raises NeverShown if it is not."""
        sought = re.compile(pattern)
        deadline = time.perf_counter() + timeout
        seen = since
        with self._news:
            while True:
                if len(self._written) > seen:
                    seen = len(self._written)
                    if sought.search(_plain(b"".join(d for _, d in self._written[since:]))):
                        return self._written[-1][0]
                left = deadline - time.perf_counter()
                if left <= 0 or self._ended:
                    last = _plain(b"".join(d for _, d in self._written[since:]))[-2000:]
                    raise NeverShown(f"{pattern!r} was not shown; the last output was: {last}")
                self._news.wait(left)

    def has_shown(self, pattern: str, since: int = 0) -> bool:
        """Whether a text matching a pattern was written already."""
        with self._news:
            return bool(re.search(pattern, _plain(b"".join(d for _, d in self._written[since:]))))

    def wait_quiet(self, since: int, quiet: float = 0.06, timeout: float = 5) -> float | None:
        """When the last output before a pause came; None if there was none at all."""
        deadline = time.perf_counter() + timeout
        with self._news:
            while True:
                now = time.perf_counter()
                last = self._written[-1][0] if len(self._written) > since else None
                until = deadline if last is None else min(deadline, last + quiet)
                if now >= until or self._ended:
                    return last
                self._news.wait(until - now)

    def written(self, since: int = 0) -> int:
        """How many bytes were written."""
        with self._news:
            return sum(len(data) for _, data in self._written[since:])

    def cpu_ms(self) -> float:
        """CPU milliseconds used so far by the program and what it started."""
        return sum(cpu_ns(pid) for pid in family(self.pid)) / 1e6

    def peak_mb(self) -> float:
        """The most memory it has held, in MB."""
        return sum(peak_kb(pid) for pid in family(self.pid)) / 1024

    def _read(self) -> None:
        answered = b""
        while True:
            try:
                data = os.read(self._fd, 65536)
            except OSError:
                data = b""
            now = time.perf_counter()
            with self._news:
                self._ended = not data
                if data:
                    self._written.append((now, data))
                self._news.notify_all()
            if not data:
                return
            answered = self._answer(answered + data)

    def _answer(self, output: bytes) -> bytes:
        """Answers what the program asks the terminal; returns a sequence cut off at the end."""
        for query in _QUERY.finditer(output):
            for asked, answer in _ANSWERS:
                if found := asked.fullmatch(query.group()):
                    os.write(self._fd, found.expand(answer))
                    break
        tail = output.rfind(b"\x1b", max(0, len(output) - 24))
        return b"" if tail < 0 or _QUERY.match(output, tail) else output[tail:]


def start(
    command: Sequence[str], expect: str, *, size: tuple[int, int] = (120, 40), **environment: str
) -> Figures:
    """Starts a program, waits for a text, lets it come to rest, and ends it."""
    with Terminal(command, size=size, **environment) as terminal:
        ready = terminal.wait_text(expect)
        terminal.wait_quiet(0, 0.3)
        return Figures((ready - terminal.started) * 1000, terminal.cpu_ms(), terminal.peak_mb())


def first_frame(
    command: Sequence[str], *, size: tuple[int, int] = (120, 40), **environment: str
) -> Figures:
    """Starts a program and waits for the first thing it paints, whatever that is."""
    return start(command, r"\S", size=size, **environment)


def keys(
    command: Sequence[str],
    expect: str,
    script: Sequence[Press],
    *,
    size: tuple[int, int] = (120, 40),
    **environment: str,
) -> dict[str, KeyFigures]:
    """Starts a program, presses the keys of a script one by one, and times each."""
    figures: dict[str, KeyFigures] = {}
    with Terminal(command, size=size, **environment) as terminal:
        terminal.wait_text(expect)
        terminal.wait_quiet(0, 0.5)
        for press in script:
            for _ in range(press.times):
                wall, cpu = _press(terminal, press)
                if press.name != "-":
                    kept = figures.setdefault(press.name or press.key, KeyFigures())
                    kept.wall_ms.append(wall)
                    kept.cpu_ms.append(cpu)
    return figures


def idle(
    command: Sequence[str],
    expect: str,
    seconds: float = 10,
    *,
    rest: float = 4,
    size: tuple[int, int] = (120, 40),
    **environment: str,
) -> Idle:
    """Starts a program, waits for a text and lets it rest, and watches it do nothing."""
    with Terminal(command, size=size, **environment) as terminal:
        terminal.wait_text(expect)
        terminal.wait_quiet(0, 0.5)
        time.sleep(rest)
        since, cpu, begun = terminal.mark(), terminal.cpu_ms(), time.perf_counter()
        time.sleep(seconds)
        passed = time.perf_counter() - begun
        used = (terminal.cpu_ms() - cpu) / 1000
        return Idle(used / passed * 100, terminal.written(since) / passed)


def alternate(
    a: Callable[[], Mapping[str, float]],
    b: Callable[[], Mapping[str, float]],
    pairs: int,
    warm_up: int = 1,
) -> dict[str, Ratio]:
    """Runs A and B by turns and compares every figure they share, pair by pair."""
    both: list[tuple[Mapping[str, float], Mapping[str, float]]] = []
    for turn in range(-warm_up, pairs):
        if turn % 2:
            of_b, of_a = b(), a()
        else:
            of_a, of_b = a(), b()
        if turn >= 0:
            both.append((of_a, of_b))
    return {
        name: _ratio([(of_a[name], of_b[name]) for of_a, of_b in both])
        for name in both[0][0]
        if name in both[0][1]
    }


def noise() -> float:
    """Milliseconds that a fixed piece of work takes: tells a busy machine from a quiet one."""
    best = float("inf")
    for _ in range(5):
        begun = time.perf_counter()
        sum(number & 7 for number in range(100_000))
        best = min(best, time.perf_counter() - begun)
    return best * 1000


def quantile(figures: Sequence[float], share: float) -> float:
    """The figure below which a share of them lie, by the nearest rank."""
    ordered = sorted(figures)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]


_QUERY = re.compile(rb"\x1b(?:\[[?>]?[0-9;]*(?:\$p|[cnqut])|\](?:10|11);\?(?:\x07|\x1b\\))")
_ANSWERS = (
    (re.compile(rb"\x1b\[\?2026\$p"), b"\x1b[?2026;2$y"),
    (re.compile(rb"\x1b\[\?(\d+)\$p"), b"\x1b[?\\1;0$y"),
    (re.compile(rb"\x1b\[0?c"), b"\x1b[?62;22c"),
    (re.compile(rb"\x1b\[>0?c"), b"\x1b[>41;0;0c"),
    (re.compile(rb"\x1b\[>0?q"), b"\x1bP>|tty(1)\x1b\\\\"),
    (re.compile(rb"\x1b\[5n"), b"\x1b[0n"),
    (re.compile(rb"\x1b\[6n"), b"\x1b[1;1R"),
    (re.compile(rb"\x1b\](10|11);\?(?:\x07|\x1b\\)"), b"\x1b]\\1;rgb:2222/2222/2222\x07"),
)
"""What an ordinary terminal with synchronised output, but without the newer keyboards, says."""

_SEQUENCE = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[P_^X][^\x1b]*\x1b\\|[ -/]*[0-~])"
)


def _press(terminal: Terminal, press: Press) -> tuple[float, float]:
    since, cpu = terminal.mark(), terminal.cpu_ms()
    sent = terminal.send(press.key)
    shown = terminal.wait_text(press.expect, since, 10) if press.expect else None
    quiet = terminal.wait_quiet(since)
    answered = shown or quiet or time.perf_counter()
    return (answered - sent) * 1000, terminal.cpu_ms() - cpu


def _bytes_of(key: str) -> bytes:
    if key.startswith("ctrl+"):
        return bytes([ord(key[-1]) & 0x1F])
    return KEYS.get(key) or key.encode()


def _plain(output: bytes) -> str:
    """The text between the escape sequences; a new place on the screen becomes a line break."""
    return _SEQUENCE.sub(
        lambda found: "\n" if found.group().endswith(("H", "f")) else "",
        output.decode("utf-8", "replace"),
    )


def _become(command: Sequence[str], size: tuple[int, int], environment: dict[str, str]) -> None:
    """Turns the forked process into the program; does not return."""
    _set_size(0, size)
    hidden = ("COLUMNS", "LINES", "NO_COLOR", "TMUX", "STY", "TERM_PROGRAM")
    inherited = {name: value for name, value in os.environ.items() if name not in hidden}
    terminal = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LC_ALL": "C.UTF-8"}
    try:
        os.execvpe(command[0], list(command), {**inherited, **terminal, **environment})
    except OSError as error:
        os.write(2, f"{command[0]}: {error}\n".encode())
    os._exit(127)


def _set_size(fd: int, size: tuple[int, int]) -> None:
    columns, lines = size
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))


def _ratio(pairs: Sequence[tuple[float, float]]) -> Ratio:
    ratios = [b / a if a else float("nan") for a, b in pairs]
    chance = Random(1)
    medians = sorted(statistics.median(chance.choices(ratios, k=len(ratios))) for _ in range(2000))
    return Ratio(
        statistics.median(ratios),
        medians[50],
        medians[1949],
        statistics.median(a for a, _ in pairs),
        statistics.median(b for _, b in pairs),
    )
