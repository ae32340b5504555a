"""Worker processes for what takes long: none outlives the run that started it."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

_Task = TypeVar("_Task")
_Result = TypeVar("_Result")


@contextmanager
def processes(count: int, loaded: Sequence[str]) -> Iterator[ProcessPoolExecutor]:
    """Some processes that have loaded these modules."""
    method = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
    context = multiprocessing.get_context(method)
    context.set_forkserver_preload(list(loaded))  # once, and not by each of them
    pool = ProcessPoolExecutor(count, mp_context=context, initializer=_end_with_parent)
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def spread(
    executor: Executor, work: Callable[[_Task], _Result], tasks: Iterable[_Task], window: int
) -> Iterator[_Result]:
    """As `map`, in order, with no more than `window` of the tasks under way at a time."""
    running: deque[Future[_Result]] = deque()
    for task in tasks:
        running.append(executor.submit(work, task))
        if len(running) >= window:
            yield running.popleft().result()
    while running:
        yield running.popleft().result()


def _end_with_parent() -> None:
    """Workers of a killed run would wait for work for ever: each watches over its parent."""

    def watch() -> None:
        if parent := multiprocessing.parent_process():
            parent.join()
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
