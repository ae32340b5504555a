"""Worker processes for what takes long or may go wrong: each may be lost, and none outlives the run that started it."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import queue
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

Call = tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]
_Task = tuple[Future[Any], Call]


class Stopped(BrokenExecutor):
    """A worker ended in the middle of its work, and took nothing with it but that; `code` is its exit code, -N where it
    was signal N.
    """

    def __init__(self, code: int | None) -> None:
        super().__init__(f"a worker ended with {code}")
        self.code = code


class Workers(Executor):
    """Processes that have loaded some modules. One that dies fails with Stopped what it was doing, and no more."""

    def __init__(self, count: int, loaded: Sequence[str]) -> None:
        self._context = _context(loaded)
        self._tasks: queue.SimpleQueue[_Task | None] = queue.SimpleQueue()
        self._starting = threading.Lock()  # multiprocessing's own books on children are kept by one thread at a time
        self._at_work: set[_Worker] = set()
        self._given_up = False
        self._threads = [threading.Thread(target=self._drive, daemon=True) for _ in range(count)]
        for thread in self._threads:
            thread.start()

    def submit(self, function: Callable[..., Any], /, *arguments: Any, **named: Any) -> Future[Any]:
        """Have a worker call a function of a module, with what can be pickled."""
        future: Future[Any] = Future()
        self._tasks.put((future, (function, arguments, named)))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002  Executor's own
        """End the workers when all that was submitted is done, or what is under way where the rest is cancelled."""
        while cancel_futures:
            try:
                task = self._tasks.get_nowait()
            except queue.Empty:
                break
            if task:
                task[0].cancel()
        for _ in self._threads:
            self._tasks.put(None)
        for thread in self._threads if wait else ():
            thread.join()

    def give_up(self) -> None:
        """End the workers now, in the middle of whatever they do."""
        with self._starting:
            self._given_up = True
            for worker in self._at_work:
                worker.kill()
        self.shutdown(cancel_futures=True)

    def _drive(self) -> None:
        """One thread to a worker: it hands over one call after another, and knows which was the last."""
        worker: _Worker | None = None
        while task := self._tasks.get():
            future, call = task
            if not future.set_running_or_notify_cancel():
                continue
            try:
                worker = self._awake(worker)
                answer = worker.ask(call)
            except (EOFError, ConnectionError):
                future.set_exception(Stopped(self._end(worker)))
                worker = None
            except BaseException as error:  # noqa: BLE001  the caller's, who asks the future: it is not lost here
                future.set_exception(error)
            else:
                _settle(future, answer)
        self._end(worker)

    def _awake(self, worker: _Worker | None) -> _Worker:
        """The worker, or a new one where it has died since it was last asked."""
        with self._starting:
            if worker and worker.alive():
                return worker
            if self._given_up:
                raise EOFError
            if worker:
                self._at_work.discard(worker)
                worker.end()
            worker = _Worker(self._context)
            self._at_work.add(worker)
            return worker

    def _end(self, worker: _Worker | None) -> int | None:
        if worker is None:
            return None
        with self._starting:
            self._at_work.discard(worker)
            return worker.end()


class _Worker:
    """A process at the other end of a pipe."""

    def __init__(self, context: Any) -> None:
        ours, theirs = context.Pipe()
        self._pipe: Connection = ours
        self._process: BaseProcess = context.Process(target=_serve, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()

    def ask(self, call: Call) -> tuple[bool, Any]:
        """Whether the call returned, and what, or what it raised. Raises EOFError or ConnectionError where it died."""
        self._pipe.send(call)
        answer: tuple[bool, Any] = self._pipe.recv()
        return answer

    def alive(self) -> bool:
        """Whether it is there to be asked."""
        return self._process.is_alive()

    def end(self) -> int | None:
        """Let it go, with every program that it has started and left; its exit code."""
        self._pipe.close()
        self._process.join(1)
        self.kill()
        self._process.join()
        return self._process.exitcode

    def kill(self) -> None:
        """End it now, with every program that it has started."""
        with contextlib.suppress(OSError, AttributeError):  # it has ended, or the system knows no groups of processes
            if self._process.pid:
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()


def get_ready(loaded: Sequence[str]) -> None:
    """Begin to load modules for workers that will be wanted soon, beside whatever this process does meanwhile."""
    if _context(loaded).get_start_method() == "forkserver":
        from multiprocessing import forkserver  # noqa: PLC0415  not on every system

        forkserver.ensure_running()


def _context(loaded: Sequence[str]) -> Any:
    method = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
    context = multiprocessing.get_context(method)
    context.set_forkserver_preload(list(loaded))  # once, and not by each of them
    return context


@contextmanager
def processes(count: int, loaded: Sequence[str]) -> Iterator[Workers]:
    """Some processes that have loaded these modules; gone, whatever they do, where it is left by an exception."""
    workers = Workers(count, loaded)
    try:
        yield workers
    except BaseException:
        workers.give_up()
        raise
    workers.shutdown()


def _settle(future: Future[Any], answer: tuple[bool, Any]) -> None:
    returned, what = answer
    if returned:
        future.set_result(what)
    else:
        future.set_exception(what)


def _serve(pipe: Connection) -> None:
    """Be a worker: answer one call after another until the pipe is closed."""
    _stand_alone()
    with contextlib.suppress(EOFError, ConnectionError):
        while True:
            function, arguments, named = pipe.recv()
            try:
                answer = (True, function(*arguments, **named))
            except Exception as error:  # noqa: BLE001  it is raised where the call came from
                answer = (False, error)
            try:
                pipe.send(answer)
            except (TypeError, AttributeError, ValueError) as error:  # what cannot be pickled
                pipe.send((False, RuntimeError(f"{function.__name__}: {error}")))


def _stand_alone() -> None:
    """Lead a group of processes, so that all can be ended together, and end with the parent; say nothing."""
    with contextlib.suppress(OSError, AttributeError):
        os.setpgid(0, 0)
    # Libraries of other people's write to the descriptors themselves; what is to be said comes through the pipe.
    sys.stdout.flush()
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Workers of a killed run would wait for work, or work, for ever: each watches over its parent."""
    if parent := multiprocessing.parent_process():
        parent.join()
        with contextlib.suppress(OSError, AttributeError):
            if os.getpgid(0) == os.getpid():
                os.killpg(0, signal.SIGKILL)
        os._exit(1)
