"""What was measured, as a page: RESULTS.md."""

from statistics import median
from typing import Any

from benchmarks.arithmetic import growth, noise, ratio, shown, table
from benchmarks.contenders import CONTENDERS
from benchmarks.five import FIVE, FIVES, QUESTIONS
from benchmarks.five import TARGETS as FIVE_TARGETS
from benchmarks.inputs import SIZES
from benchmarks.ours import INDEXES, QUERIES
from benchmarks.workers import TIMES, speedup

Measured = dict[str, Any]
WALL, CPU, OTHERS, LARGEST, ANONYMOUS = range(5)  # of a run, as it is kept
INDEX = INDEXES[0].name
_MB = 1e6

_EARLIER = """\
Measured earlier, on another run and not by this harness, on two cores with the corpus of 224 MB (36.4 million
tokens): quanteda 4.3 with two threads took 93.5 s for tokens and 6.8 s for the counts by source, 74 s for a
dictionary of 212 patterns, and 4.1 GB of memory at its peak.
"""

_HOW = """\
Every figure of a table is the median of {runs} whole processes, from start to end with the imports, taken
round by round (each contender once, then each again). Files come from the page cache; every contender ran
once unmeasured before, so nothing is compiled within a figure. *Peak* is the resident memory of the largest
process, pages of the files it has mapped among it; it starts at that of the harness, some 20 MB, so that of
`wc` is not its own. *Anonymous* is the memory of all its processes that no file backs, looked at every 20 ms.
*Noise* is (largest - smallest) / median of the runs; *others* is the share of the cores that other processes
took.
"""


def page(measured: Measured) -> str:
    """Write the page."""
    sizes = list(measured["inputs"])
    parts = [
        "# Results\n",
        _origin(measured),
        "## Targets\n",
        targets(measured),
        "## Whole processes\n",
        _HOW.format(runs=measured["runs"]),
        *(part for size in sizes for part in (_size_line(measured, size), processes(measured, size))),
        _missing(measured),
        "## Times as long as ours\n",
        f"How many times as long as `{INDEX}` each peer took; below 1 the peer was faster. The work is not "
        "the same: see below what each does.\n",
        peers(measured),
        "## Growth\n",
        growth_text(),
        growths(measured),
        "## Five questions\n",
        "A whole process: read a Parquet file of news, words by source with intervals, 13 labels by source "
        "and year with intervals, the lines around a pattern, keyness of the 25 largest sources, all answers "
        "kept. Seconds of the whole, of the processors, and of each question.\n",
        *(part for size in sizes for part in fives(measured, size)),
        "## Questions to a saved index\n",
        "A fresh process each: seconds for the imports, for `discourse.open`, for the first answer (which "
        "loads the compiled code and the vocabulary), for the same question asked again (unless the first "
        "took 10 s), and for the whole process.\n",
        *(part for size in sizes for part in (f"At {size} MB:\n", queries(measured, size))),
        "## Dask\n",
        dask(measured),
        "## Versions\n",
        ", ".join(f"{name} {number}" for name, number in measured["versions"].items()) + ".\n",
        "## What each does\n",
        does(),
        *([_EARLIER] if "quanteda" in measured["missing"] else []),
    ]
    return "\n".join(part for part in parts if part)


def _origin(measured: Measured) -> str:
    machine = measured["machine"]
    return (
        f"Measured on {measured['date']} at commit {measured['commit']} by\n\n    {measured['command']}\n\n"
        f"on {machine['cores']} cores ({machine['cpu']}) with {machine['memory'] / 2**30:.0f} GiB of memory. "
        "The text is Article-Bias-Prediction (Baly, Da San Martino, Glass, Nakov, EMNLP 2020): US news. "
        f"{noise_told(measured)} A figure that is closer to its target than the noise of its row does not "
        "settle whether it is met.\n"
    )


def noise_told(measured: Measured) -> str:
    """Say how noisy the runs were, and how busy the machine was with other work."""
    rows = [(size, name) for size in measured["inputs"] for name in measured["rows"][size]]
    walls = [column(measured, *row, WALL) for row in rows]
    spreads = [noise(values) for values in walls if len(values) > 1]
    others = [busy for row in rows if (busy := _others(measured, *row)) is not None]
    told = (
        f"From run to run the time varied by {median(spreads):.0%} of its median in the "
        f"middle of all rows, and by {max(spreads):.0%} in the noisiest."
        if spreads
        else "Nothing was run twice, so the noise is not known."
    )
    if others:
        told += (
            f" Other processes took {median(others):.0%} of the cores in the middle of all rows, and "
            f"{max(others):.0%} in the worst."
        )
    return told


def _others(measured: Measured, size: str, name: str) -> float | None:
    """Return the median share of the cores that other processes took while a contender ran."""
    pairs = zip(*(column(measured, size, name, what) for what in (OTHERS, WALL)), strict=True)
    shares = [busy / (wall * measured["machine"]["cores"]) for busy, wall in pairs]
    return median(shares) if shares else None


def column(measured: Measured, size: str, name: str, what: int) -> list[float]:
    """Return one figure of all runs of a contender; none where it did not run, or failed."""
    row = measured["rows"].get(size, {}).get(name)
    return [] if row is None or row["failed"] else [run[what] for run in row["runs"]]


def middle(measured: Measured, size: str, name: str, what: int = WALL) -> float | None:
    """Return the median of a figure of a contender, or None."""
    values = column(measured, size, name, what)
    return median(values) if values else None


def said(measured: Measured, size: str, name: str, what: str) -> float | None:
    """Return the median of something that a contender said about itself, or None."""
    row = measured["rows"].get(size, {}).get(name)
    values = [] if row is None or row["failed"] else [run[what] for run in row["said"] if what in run]
    return median(values) if values else None


def _size_line(measured: Measured, size: str) -> str:
    made = measured["inputs"][size]
    return (
        f"### {size} MB\n\n{made['articles']:,} articles of {made['sources']:,} sources, "
        f"{made['bytes']:,} bytes of text: {SIZES[size]}.\n"
    )


def processes(measured: Measured, size: str) -> str:
    """Write the table of one size: the peers and the indexes."""
    wc = middle(measured, size, "wc")
    rows = []
    for name in [*(peer.name for peer in CONTENDERS), *(index.name for index in INDEXES)]:
        row = measured["rows"][size].get(name)
        if row is None:
            continue
        if row["failed"]:
            rows.append([f"`{name}`", row["failed"], *["–"] * 8])
            continue
        walls = column(measured, size, name, WALL)
        rows.append(
            [
                f"`{name}`",
                shown(median(walls)),
                f"{shown(min(walls))} to {shown(max(walls))}",
                _spread(walls),
                f"{_others(measured, size, name):.0%}",
                shown(middle(measured, size, name, CPU)),
                shown(ratio(median(walls), wc)),
                *(_megabytes(middle(measured, size, name, what)) for what in (LARGEST, ANONYMOUS)),
                _whole(said(measured, size, name, "tokens")),
            ]
        )
    head = [
        "",
        "seconds",
        "from–to",
        "noise",
        "others",
        "CPU s",
        "× `wc -w`",
        "peak MB",
        "anonymous MB",
        "tokens",
    ]
    return table(head, rows)


def _megabytes(value: float | None) -> str:
    return "–" if value is None else f"{value / _MB:,.0f}"


def _spread(values: list[float]) -> str:
    return f"{noise(values):.0%}" if len(values) > 1 else "–"  # one run tells nothing about it


def _whole(value: float | None) -> str:
    return "–" if value is None else f"{value:,.0f}"


def _missing(measured: Measured) -> str:
    return "".join(f"- `{name}`: {why}.\n" for name, why in measured["missing"].items())


def peers(measured: Measured) -> str:
    """Write how many times as long as our index each peer took, by size."""
    sizes = list(measured["inputs"])
    ours = {size: middle(measured, size, INDEX) for size in sizes}
    rows = [
        [f"`{peer.name}`", *(shown(ratio(middle(measured, size, peer.name), ours[size])) for size in sizes)]
        for peer in CONTENDERS
        if any(peer.name in measured["rows"][size] for size in sizes)
    ]
    return table(["", *(f"{size} MB" for size in sizes)], rows)


def growth_text() -> str:
    """Say what the exponents are."""
    return (
        "The exponent k in seconds = c · megabytesᵏ: 1 is linear. Over all sizes by least squares of the "
        "logarithms (start-up weighs on the smallest and lowers it), and between the two largest. The input "
        "of 1120 MB is one corpus five times, so no new words come with it: a real corpus of that size has "
        "more.\n"
    )


def exponents(measured: Measured, name: str) -> tuple[float | None, float | None]:
    """Return the exponent over all sizes, and that between the two largest, of a contender."""
    points = [
        (made["bytes"] / _MB, seconds)
        for size, made in measured["inputs"].items()
        if (seconds := middle(measured, size, name)) is not None
    ]
    return (growth(points) if len(points) > 2 else None, growth(points[-2:]) if len(points) > 1 else None)


def growths(measured: Measured) -> str:
    """Write the exponents of all that ran."""
    names = [*(peer.name for peer in CONTENDERS), *(index.name for index in INDEXES)]
    ran = {name for rows in measured["rows"].values() for name in rows}
    rows = [[f"`{name}`", *map(shown, exponents(measured, name))] for name in names if name in ran]
    return table(["", "all sizes", "the two largest"], rows)


def queries(measured: Measured, size: str) -> str:
    """Write what the questions to a saved index took."""
    rows = []
    for name in QUERIES:
        row = measured["rows"][size].get(name)
        if row is None:
            continue
        if row["failed"]:
            rows.append([name, row["failed"], *["–"] * 8])
            continue
        answers = [run["query"] for run in row["said"]]
        rows.append(
            [
                name,
                *(shown(said(measured, size, name, part)) for part in ("import", "open", "first")),
                shown(median(answers)),
                _spread(answers),
                _whole(said(measured, size, name, "rows")),
                shown(middle(measured, size, name)),
                *(_megabytes(middle(measured, size, name, what)) for what in (LARGEST, ANONYMOUS)),
            ]
        )
    head = [
        "",
        "import",
        "open",
        "first answer",
        "again",
        "noise",
        "rows",
        "whole process",
        "peak MB",
        "anonymous MB",
    ]
    return table(head, rows) if rows else "Not measured.\n"


def fives(measured: Measured, size: str) -> list[str]:
    """Write what the five questions took, where they were asked."""
    rows = []
    for name in (five.name for five in FIVES):
        row = measured["rows"][size].get(name)
        if row is None:
            continue
        if row["failed"]:
            rows.append([name, row["failed"], *["–"] * (4 + len(QUESTIONS))])
            continue
        rows.append(
            [
                name,
                shown(middle(measured, size, name)),
                _spread(column(measured, size, name, WALL)),
                shown(middle(measured, size, name, CPU)),
                *(_megabytes(middle(measured, size, name, what)) for what in (LARGEST, ANONYMOUS)),
                *(shown(said(measured, size, name, question)) for question in QUESTIONS),
            ]
        )
    head = ["", "seconds", "noise", "CPU s", "peak MB", "anonymous MB", *QUESTIONS]
    return [f"At {size} MB:\n", table(head, rows)] if rows else []


def dask(measured: Measured) -> str:
    """Write what one worker and two took."""
    found = measured["workers"]
    if "missing" in found:
        return f"Not measured: {found['missing']}.\n"
    rows = [
        [what, *(shown(median(found[number][key])) for number in "12"), shown(speedup(found, key))]
        for key, what in (("index", "index eight files"), ("count", "count the lexicon in eight parts"))
    ]
    return (
        f"`LocalCluster` of one thread a worker, {found['size']} MB in eight Parquet files, without "
        f"cleaning; median of {TIMES} after one to warm up, within a process whose workers are there. One "
        "worker has one core for all, two have two.\n\n"
        + table(["", "1 worker, s", "2 workers, s", "times faster"], rows)
    )


def does() -> str:
    """Say what each contender does and does not do."""
    peers = [f"- `{peer.name}`: {peer.does}\n" for peer in CONTENDERS]
    ours = [f"- `{index.name}`: {index.does}\n" for index in INDEXES]
    fives = [f"- {five.name}: {five.does}\n" for five in FIVES]
    asked = [f"- {name}: {str(query.__doc__).rstrip('.')}.\n" for name, query in QUERIES.items()]
    return "".join(peers + ours + fives + asked)


def targets(measured: Measured) -> str:
    """Write what was aimed at beside what was measured."""
    lines: list[tuple[str, str, float | None, bool]] = []

    def aim(what: str, most: float, value: float | None, unit: str = "", *, least: bool = False) -> None:
        met = value is not None and (value >= most if least else value <= most)
        sign = "at least" if least else "at most"
        lines.append((what, f"{sign} {most:g}{unit}", value, met))

    for size in measured["inputs"]:
        ours, wc = middle(measured, size, INDEX), middle(measured, size, "wc")
        for each in INDEXES:
            taken = ratio(middle(measured, size, each.name), wc)
            aim(f"`{each.name}` against `wc -w`, {size} MB", 3, taken, "×")
        for peer in ("duckdb", "duckdb-spaces"):
            what = f"`{peer}` against `{INDEX}`, {size} MB"
            aim(what, 1.5, ratio(middle(measured, size, peer), ours), "×", least=True)
    for size, peak in (("224", 0.8), ("1120", 1.3)):
        if size in measured["inputs"]:
            aim(f"peak memory, {size} MB", peak, _gigabytes(measured, size, LARGEST), " GB")
            aim(f"anonymous memory, {size} MB", 0.6, _gigabytes(measured, size, ANONYMOUS), " GB")
    for size, (seconds, gigabytes) in FIVE_TARGETS.items():
        if size in measured["inputs"]:
            aim(f"{FIVE}, {size} MB", seconds, middle(measured, size, FIVE), " s")
            peak = middle(measured, size, FIVE, LARGEST)
            aim(f"{FIVE}, peak memory, {size} MB", gigabytes, None if peak is None else peak / 1e9, " GB")
    if "224" in measured["inputs"]:
        for name, most in (
            ("lexicon", 0.3),
            ("keyness of 25", 1),
            ("keyness of all", 1),
            ("concordance", 0.3),
        ):
            aim(f"{name}, asked again, 224 MB", most, said(measured, "224", name, "query"), " s")
    for what, value in zip(("all sizes", "the two largest"), exponents(measured, INDEX), strict=True):
        aim(f"growth exponent, {what}", 1.05, value)
    started = {code: median(took) for code, took in measured["import"].items() if took}
    for code in (code for code in started if code != "pass"):
        aim(f"`{code}`, whole process", 0.6, started[code], " s")
    found = measured["workers"]
    for key in ("index", "count"):
        value = None if "missing" in found else speedup(found, key)
        aim(f"Dask, two workers against one: {key}", 1.6, value, "×", least=True)
    answer = {True: "yes", False: "no"}
    rows = [
        [what, asked, shown(value), "not measured" if value is None else answer[met]]
        for what, asked, value, met in lines
    ]
    python = f"Python alone starts in {shown(started['pass'])} s.\n" if "pass" in started else ""
    return table(["", "wanted", "measured", "met"], rows) + "\n" + python


def _gigabytes(measured: Measured, size: str, what: int) -> float | None:
    value = middle(measured, size, INDEX, what)
    return None if value is None else value / 1e9
