"""Waiting for what a lane answers, without keeping the screen from anything."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future
from contextlib import suppress
from typing import TypeVar

T = TypeVar("T")


async def answer(future: Future[T]) -> T:
    """What the lane answers; raises what it failed with, `Superseded` where it was dropped."""
    loop = asyncio.get_running_loop()
    done = asyncio.Event()

    def tell(_: Future[T]) -> None:
        # The app may have ended while the lane was at work: then nobody waits.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(done.set)

    future.add_done_callback(tell)
    await done.wait()
    return future.result()
