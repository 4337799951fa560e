"""A whole process, measured: its time, and the memory of it and its children."""

import os
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_SAMPLE = 0.02  # seconds between two looks at the memory
_LOOKS_A_CENSUS = 5  # children are looked for less often: that costs a look at every thread
_MOST = 0.85  # of the machine's memory; beyond it the whole machine suffers


@dataclass(frozen=True)
class Run:
    """What one process took.

    Attributes
    ----------
    wall, cpu : float
        Seconds; `cpu` is of the process and the children it waited for.
    others : float
        The seconds of processor that everything else on the machine took meanwhile.
    largest : int
        Bytes: the peak resident memory of its largest process (``ru_maxrss``), file pages and all.
    anonymous : int
        Bytes: the largest sum of ``RssAnon`` over all its processes that was seen, every 20 ms.
    failed : str
        What went wrong; empty where nothing did.
    output : str
        What it wrote to standard output.
    """

    wall: float
    cpu: float
    others: float
    largest: int
    anonymous: int
    failed: str
    output: str


class _Watch(threading.Thread):
    """Looks at the memory of a process and its children until it is told to stop."""

    def __init__(self, pid: int, seconds: float) -> None:
        super().__init__(daemon=True)
        self.pid, self.until = pid, time.monotonic() + seconds
        self.done = threading.Event()
        self.anonymous = 0
        self.stopped = ""

    def run(self) -> None:
        most, look, family = _MOST * memory_of_the_machine(), 0, [self.pid]
        while not self.done.wait(_SAMPLE):
            if look % _LOOKS_A_CENSUS == 0:
                family = descendants(self.pid)
            look += 1
            now = sum(anonymous(pid) for pid in family)
            self.anonymous = max(self.anonymous, now)
            if now > most:
                self.stop(f"stopped at {now / 1e9:.0f} GB of memory")
            elif time.monotonic() > self.until:
                self.stop("stopped: it took too long")

    def stop(self, why: str) -> None:
        self.stopped = why
        for pid in reversed(descendants(self.pid)):
            try:
                os.kill(pid, 9)
            except ProcessLookupError:
                continue


def measure(command: Sequence[str], *, folder: Path, seconds: float = 1800) -> Run:
    """Run a command in a folder, to its end or for so many seconds, and measure it."""
    os.sync()  # what the process before this one wrote is not written at the expense of this one
    # The peak of a child starts at that of its parent (exec keeps it): the harness itself must stay small.
    busy, own = busy_seconds(), time.process_time()
    start = time.perf_counter()
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    with subprocess.Popen(  # noqa: S603  (commands of this folder)
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        watch = _Watch(process.pid, seconds)
        watch.start()
        pipes = [process.stdout, process.stderr]
        said: list[bytes] = [b"", b""]

        def listen(which: int) -> None:
            said[which] = pipes[which].read()  # type: ignore[union-attr]

        readers = [threading.Thread(target=listen, args=(which,)) for which in range(2)]
        for reader in readers:
            reader.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        watch.done.set()
        watch.join()
        for reader in readers:
            reader.join()
    cpu = usage.ru_utime + usage.ru_stime
    others = max(0.0, busy_seconds() - busy - cpu - (time.process_time() - own))
    output, complaint = (part.decode("utf-8", "replace") for part in said)
    failed = watch.stopped
    if process.returncode and not failed:
        last = complaint.strip().splitlines() or [f"exit {process.returncode}"]
        failed = last[-1] if process.returncode > 0 else f"killed by signal {-process.returncode}"
    return Run(wall, cpu, others, usage.ru_maxrss * 1024, watch.anonymous, failed, output)


def busy_seconds() -> float:
    """Return the seconds that all processors together have worked, or the host has taken, since the start."""
    first = Path("/proc/stat").read_text(encoding="ascii").splitlines()[0]
    user, nice, system, _idle, _waiting, interrupt, soft, stolen = map(int, first.split()[1:9])
    return (user + nice + system + interrupt + soft + stolen) / os.sysconf("SC_CLK_TCK")


def descendants(pid: int) -> list[int]:
    """List a process and all its children's children that are alive now."""
    family, at = [pid], 0
    while at < len(family):
        try:
            for task in Path(f"/proc/{family[at]}/task").iterdir():
                family += map(int, (task / "children").read_text().split())
        except OSError:  # it has ended meanwhile
            pass
        at += 1
    return family


def anonymous(pid: int) -> int:
    """Return the bytes of memory that are a process's own: what no file could give back."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    _, _, after = status.partition("RssAnon:")
    return int(after.split(maxsplit=1)[0]) * 1024 if after else 0


def memory_of_the_machine() -> int:
    """Return the bytes of memory there are."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
