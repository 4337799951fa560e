"""Hold tests and intervals against what is known: ``python -m benchmarks.calibration``."""

import platform
import shlex
from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, version
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import click
import numpy as np
from joblib import Parallel, delayed

from benchmarks import blocks, calibration_page, choices, codes, coverage, inputs, nulls
from benchmarks.blocks import Dated, Dealt
from benchmarks.coverage import Covered
from benchmarks.nulls import Rate, Rejections
from benchmarks.samples import Sample, missing, samples

PAGE = Path(__file__).with_name("CALIBRATION.md")
PACKAGES = ("comparative-discourse", "numpy", "scipy", "pandas", "pyarrow")
RATES, SHARES = "rates", "shares"
_CHOICES = 5  # times as many deals for whole choices, of which a deal has four
_SMALL, _TIMES = 200, 6  # layouts of fewer articles vary more from deal to deal, and cost less


class Effort(NamedTuple):
    """How much is drawn.

    Attributes
    ----------
    deals : int
        Of true nulls, in the large layouts; the small ones have six times as many.
    draws : int
        Of articles, for the coverage; a tenth for the bootstrap.
    redraws : int
        Of the bootstrap, for each interval.
    items : int
        Words, or pairs of words, of a band; a quarter for the bootstrap.
    """

    deals: int
    draws: int
    redraws: int
    items: int


class Measured(NamedTuple):
    """All that the page is written from.

    Attributes
    ----------
    command : str
    versions : dict of str to str
    samples : list of tuple
        The name, the articles, the families, the tokens and the terms of each sample.
    effort : Effort
    deals : dict
        How many deals each layout had.
    nulls : dict of (sample, layout) to (dict of test to Rejections)
    whole : dict of (sample, layout) to (dict of test to list of Rate)
        Of families that were dealt whole.
    choices : dict of (sample, layout) to (dict of test to list of Rate)
    covered : dict of (kind, sample, articles) to Covered
    compared : dict of (kind, sample, layout) to (dict of method to list of Rate)
    times : dict of (what, sample, layout) to Dealt
        Of blocks of time that were dealt whole.
    codes, codes_in_time : dict of (errors, alike, lines) to (dict of value to Simulated)
    """

    command: str
    versions: dict[str, str]
    samples: list[tuple[str, int, int, int, int]]
    effort: Effort
    deals: dict[tuple[int, int], int]
    nulls: dict[tuple[str, tuple[int, int]], dict[str, Rejections]]
    whole: dict[tuple[str, tuple[int, int]], dict[str, list[Rate]]]
    choices: dict[tuple[str, tuple[int, ...]], dict[str, list[Rate]]]
    covered: dict[tuple[str, str, int], Covered]
    compared: dict[tuple[str, str, tuple[int, int]], dict[str, list[Rate]]]
    times: dict[tuple[str, str, str], Dealt]
    codes: dict[tuple[str, float, int], dict[str, codes.Simulated]]
    codes_in_time: dict[tuple[str, float, int], dict[str, codes.Simulated]]


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--reps", default=200, show_default=True, type=click.IntRange(min=20), help="Deals of a layout."
)
@click.option("--seed", default=0, show_default=True, type=click.IntRange(min=0))
@click.option("--jobs", default=2, show_default=True, type=click.IntRange(min=1), help="Processes.")
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Where the corpora lie; ../shared/data beside the checkout, or what DISCOURSE_DATA names.",
)
@click.option(
    "--out",
    default=PAGE,
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="The page; benchmarks/CALIBRATION.md unless said.",
)
@click.option("--only-times", is_flag=True, help="Write the section on blocks of time anew, and no other.")
def main(reps: int, seed: int, jobs: int, data: Path | None, out: Path, only_times: bool) -> None:
    """Deal true nulls and draw articles whose rates are known, and write what came of it."""
    folder = data or inputs.data()
    if absent := missing(folder):
        raise click.ClickException(
            f"not here: {', '.join(absent)}; neither in ../shared/data beside the checkout nor in the folder "
            "that DISCOURSE_DATA or --data names"
        )
    command = shlex.join(["python", "-m", "benchmarks.calibration", "--reps", str(reps), "--seed", str(seed)])
    dated = blocks.dated_samples(folder)
    if only_times:
        section = calibration_page.times(measure_times(dated, reps, seed=seed, jobs=jobs), reps)
        before, *_ = out.read_text(encoding="utf-8").split(calibration_page.TIMES)
        out.write_text(f"{before.rstrip()}\n\n{section}", encoding="utf-8")
    else:
        effort = Effort(reps, 2 * reps, 500, reps)
        found = measure(samples(folder), effort, seed=seed, jobs=jobs, command=command, dated=dated)
        out.write_text(calibration_page.page(found), encoding="utf-8")
    click.echo(f"{out.name} is written")


def measure(
    found: Sequence[Sample],
    effort: Effort,
    *,
    seed: int,
    jobs: int = 1,
    command: str = "",
    dated: Sequence[Dated] = (),
    layouts: Sequence[tuple[int, int]] = nulls.LAYOUTS,
    whole: Sequence[tuple[int, int]] = nulls.WHOLE,
    whole_choices: Sequence[tuple[int, ...]] = choices.LAYOUTS,
    sizes: Sequence[int] = coverage.SIZES,
    pairs: Sequence[tuple[int, int]] = coverage.PAIRS,
    lines: Sequence[int] = codes.LINES,
    lines_in_time: Sequence[int] = codes.LINES_IN_TIME,
) -> Measured:
    """Measure everything; each piece has a seed of its own, so that `jobs` changes nothing."""
    deals = {
        layout: effort.deals * (_TIMES if sum(layout) < _SMALL else 1)
        for layout in dict.fromkeys((*layouts, *whole))
    }
    work: dict[tuple[Any, ...], tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]] = {}
    for number, sample in enumerate(found):
        for layout in layouts:
            options = {"deals": deals[layout], "seed": [seed, number, 0, *layout]}
            work["nulls", sample.name, layout] = nulls.rejected, (sample, layout), options
        for layout in whole:
            options = {"deals": deals[layout], "seed": [seed, number, 3, *layout]}
            work["whole", sample.name, layout] = nulls.rejected_whole, (sample, layout), options
        for layout in whole_choices:
            options = {"deals": _CHOICES * effort.deals, "seed": [seed, number, 4, *layout]}
            work["choices", sample.name, layout] = choices.choices_rejected, (sample, layout), options
        random = np.random.default_rng([seed, number])
        kinds = {RATES: coverage.words(sample), SHARES: coverage.pairs(sample, random)}
        for kind, (name, ratios) in enumerate(kinds.items(), start=1):
            drawn = {"draws": effort.draws, "most": effort.items}
            for size in sizes:
                options = drawn | {"redraws": effort.redraws, "seed": [seed, number, kind, size]}
                work["covered", name, sample.name, size] = coverage.covered, (ratios, size), options
            for pair in pairs:
                options = drawn | {"seed": [seed, number, kind, *pair], "as_ratio": name == RATES}
                work["compared", name, sample.name, pair] = coverage.compared, (ratios, pair), options
    for number, (name, errors) in enumerate(codes.ERRORS.items()):
        for alike, many in product(codes.ALIKE, lines):
            options = {"draws": effort.draws, "seed": [seed, number, 4, many], "alike": alike}
            work["codes", name, alike, many] = codes.simulate, (errors, many), options
    for number, (name, errors) in enumerate(codes.IN_TIME.items()):
        for many in lines_in_time:
            options = {"draws": effort.draws, "seed": [seed, number, 5, many], "alike": codes.USUAL}
            work["codes_in_time", name, codes.USUAL, many] = codes.simulate_years, (errors, many), options
    results = Parallel(n_jobs=jobs)(delayed(what)(*given, **kept) for what, given, kept in work.values())
    by_kind: dict[str, dict[Any, Any]] = {
        name: {} for name in ("nulls", "whole", "choices", "covered", "compared", "codes", "codes_in_time")
    }
    for (kind_of, *key), result in zip(work, results, strict=True):
        by_kind[kind_of][tuple(key)] = result
    sizes_of = [
        (
            each.name,
            len(each.lengths),
            int(each.family.max()) + 1,
            int(each.lengths.sum()),
            each.counts.shape[1],
        )
        for each in found
    ]
    times = measure_times(dated, effort.deals, seed=seed, jobs=jobs)
    return Measured(command, versions(), sizes_of, effort, deals, **by_kind, times=times)


def measure_times(
    dated: Sequence[Dated], deals: int, *, seed: int, jobs: int = 1
) -> dict[tuple[str, str, str], Dealt]:
    """Measure what comparisons of times find where none is true."""
    work = blocks.pieces(dated, deals=deals, seed=seed)
    results = Parallel(n_jobs=jobs)(delayed(what)(*given, **kept) for what, given, kept in work.values())
    found: dict[tuple[str, str, str], Dealt] = {}
    for (what, sample, layout), result in zip(work, results, strict=True):
        for kind, dealt in result.items() if isinstance(result, dict) else [(what, result)]:
            found[kind, sample, layout] = dealt
    return found


def versions() -> dict[str, str]:
    """Return the versions on which the figures depend."""
    told = {"Python": platform.python_version()}
    for package in PACKAGES:
        try:
            told[package] = version(package)
        except PackageNotFoundError:
            continue
    return told


if __name__ == "__main__":
    main(prog_name="python -m benchmarks.calibration")
