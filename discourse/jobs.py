"""Work side by side: in this process, in others, or on a cluster, as ``joblib.parallel_config`` says.

And what work leaves behind: memory that nobody uses.
"""

import gc
import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any, TypeVar

from discourse.errors import DiscourseError

_Result = TypeVar("_Result")
_MANY = 100_000  # objects
_A_JOB = 4  # calls that one job is given at a time: enough to keep it busy, few enough to hold the results


def threads() -> int:
    """Return how many threads compiled code uses here: two, or what ``OMP_NUM_THREADS`` allows.

    joblib and Dask set that variable in their worker processes, so that these do not use each other's cores.
    """
    said = os.environ.get("OMP_NUM_THREADS", "")
    return min(2, int(said)) if said.isdecimal() and int(said) else 2


@contextmanager
def uncollected() -> Iterator[None]:
    """Let Python look for no garbage during an import, of which all stays: it is a sixth of the time.

    What is there at the end counts as old, so that it is not looked through at once as if it were new.
    """
    looks = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if not gc.get_freeze_count():
            gc.freeze()
            gc.unfreeze()
        if looks:
            gc.enable()


@contextmanager
def rarely_collected() -> Iterator[None]:
    """Look for garbage rarely: what is imported stays, and looking through it again and again takes time."""
    before = gc.get_threshold()
    gc.set_threshold(before[0] and max(_MANY, before[0]), *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def free_memory() -> None:
    """Return to the machine what was freed: each allocator keeps some, in each thread, for itself."""
    import ctypes

    import pyarrow as pa

    pa.default_memory_pool().release_unused()
    if sys.platform == "linux" and hasattr(libc := ctypes.CDLL(None), "malloc_trim"):  # musl has none
        libc.malloc_trim(0)


def jobs() -> int:
    """Return how many calls are made at the same time: one, unless ``joblib.parallel_config`` says more."""
    from joblib import effective_n_jobs

    return int(effective_n_jobs(None))


@contextmanager
def environment(**settings: str) -> Iterator[None]:
    """Set variables for the processes that start meanwhile."""
    before = {name: os.environ.get(name) for name in settings}
    os.environ.update(settings)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@contextmanager
def _unheard() -> Iterator[None]:
    """Block Ctrl-C in processes that start meanwhile: they inherit that, and this one ends them."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    from multiprocessing import resource_tracker

    resource_tracker.ensure_running()  # when it starts later, it lets Ctrl-C through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def run(
    function: Callable[..., _Result], calls: Iterable[tuple[Any, ...]], *, processes: int | None = None
) -> Iterator[_Result]:
    """Call a function with each of some arguments, a few at a time, and give the results in order.

    Not all are handed out at once (and joblib's own generator would run ahead of who takes the results), so
    that neither arguments nor results pile up in memory, and any backend of joblib can do it.

    Parameters
    ----------
    function : callable
        Stands at the top of a module, so that another process can be told which it is.
    calls : iterable of tuple
        The arguments of each call; taken from in this thread.
    processes : int, optional
        How many to use; what ``joblib.parallel_config`` says unless said.

    Raises
    ------
    DiscourseError
        If another process was killed.

    Examples
    --------
    >>> list(run(pow, [(2, 3), (3, 2)]))
    [8, 9]
    """
    from concurrent.futures.process import BrokenProcessPool  # brings multiprocessing

    from joblib import Parallel, delayed, effective_n_jobs

    remaining = iter(calls)
    at_once = _A_JOB * int(effective_n_jobs(processes))
    try:
        with (
            environment(PYTHONSAFEPATH="1"),  # modules that lie in the working folder are not ours
            Parallel(n_jobs=processes, batch_size=1) as parallel,  # each is worth a message of its own
        ):
            if at_once > _A_JOB:
                with _unheard():
                    parallel([delayed(os.getpid)()])
            while some := list(islice(remaining, at_once)):
                yield from parallel(delayed(function)(*arguments) for arguments in some)
    except BrokenProcessPool as error:
        raise DiscourseError(
            "a worker process was ended from outside, perhaps for lack of memory; use fewer jobs"
        ) from error
