"""What the calibration has shown, as a page: CALIBRATION.md. It judges by rules, from the figures alone."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

import numpy as np

from benchmarks import blocks, choices, codes, coverage, nulls
from benchmarks.arithmetic import table
from benchmarks.blocks import Dealt
from benchmarks.nulls import Rate
from benchmarks.verdicts import Cell, band_name, beside, held, reach, shown, side_of, within

if TYPE_CHECKING:
    from benchmarks.calibration import Measured

BandedCell = tuple[tuple[float, float], Cell]

REJECTED = 0.03, 0.06  # of true nulls at .05, where five articles have the term or more
COVERED = 0.93, 0.97
ERROR = 0.004  # the largest standard error that is wanted
FAR = 2 * nulls.FAR
FOUND = 0.05
_FROM = 1  # the first band of `nulls.BANDS` that is held against `REJECTED`
_BETWEEN = {"rates": "Ratio of two rates", "shares": "Difference of two shares"}

_WHY = """\
The usual tests of word frequencies take every word for a draw of its own. Kilgarriff (2005, *Language is
never, ever, ever, random*, Corpus Linguistics and Linguistic Theory 1/2, 263–276) argued that such a null
hypothesis is never true of language, so that with enough text it is rejected whatever is compared. Lijffijt,
Nevalainen, Säily, Papapetrou, Puolamäki and Mannila (2014, *Significance testing of word frequencies in
corpora*, Digital Scholarship in the Humanities; in print 31/2, 2016, 374–397) put tests to a resampling
experiment: those that take all words for independent overstate how sure a difference is, and the remedy is to
take the text, not the word, as what varies. What follows asks of this library whether its remedy works.
"""

_NULLS = """\
Articles of one origin are dealt into two groups at random, without replacement, so that no word is truly
key. An article is a unit, also where it is a copy of another. The tables give the share of terms that a test
calls different at .05, by how many articles of the two groups together have the term; ± is the standard
error, a deal being one observation. A test that keeps its word rejects .05 of them, or fewer where counts are
too small to reach .05 exactly. Wanted of ours is .03–.06 from five articles on; bold is what misses it.

- *naive G²*: the log-likelihood ratio that every tool prints, against chi-squared.
- *G² / design effect*: the same divided by how many times articles vary more than words would.
- *Cressie-Read / design effect*: the power divergence with λ = 2/3, between G² and X², in place of G².
- *Welch*: the difference of the rates over the linearised standard errors of the two groups, each its own,
  with the degrees of freedom of Welch (1947). A warning: it is what comes to mind first.
- *ours*: the `p` of `keyness`, `measures.binomial`: counts over the design effect, dealt to the groups as a
  binomial would; mid-p, and the other tail counts only where it reaches as far.
"""

_WHOLE = """\
Copies of one story do not vary from each other. Here families are dealt whole, as many as the row says, so
that the copies of a story are on one side: a test that takes documents for its units has more evidence than
there is. Bands are of families that have the term.
"""

_CHOICES = """\
Two to eight words of one origin stand for the labels of a concept, and families are dealt whole to two to
fifteen groups, also of very different sizes, so that no group chooses otherwise than others. Each test is one
of the whole choice: all words, all groups. Bands are of families that have any of the words. Wanted of ours
is .03–.06 from twenty families on.

- *Rao–Scott F*: `measures.rao_scott`, what `svychisq` of the R package survey computes. It has no answer
  where words are missing in so many groups that a matrix has no inverse.
- *ours*: the `p` of `divides`, `measures.dealt`: families dealt to the groups at random.
"""

_TAIL = """\
A list of keywords is read from its top, and `q` is made from the smallest `p`: a test has to keep its word
there too. The first figure of each test is the share of true nulls rejected at .001, of terms that five
articles have or more; the second the share of deals in which *any* term has q below .05 (Benjamini–Hochberg
over all terms of two articles or more), where .05 is allowed; the third how many such terms a deal has.
"""

_COVERAGE = """\
The articles of one origin are taken for all there are; some are drawn with replacement, and each interval
either holds what is true of all or does not. The rates are those of words, per token; the shares are of one
word among two, as if both were the labels of a concept. Rows are by how many of the drawn articles are
expected to bear on the ratio: to have the word, or for a share the rarer of the two. Words and pairs of a
row are chosen at random. ± is the standard error, a draw being one observation; it says nothing of other
words. All intervals are of 95%. An interval that cannot be given, or has no width because the word was not
drawn, holds nothing; shares that fewer than two drawn articles bear on are left out, as they have no
interval in the library. Wanted of ours is .93–.97; bold is what misses it.

- *ours*: `ratio_interval`: Wilson's interval on effective counts; of shares from `prior_effect`, as in
  `framing`.
- *naive Wilson*: the interval of Wilson (1927) of independent words.
- *Wald*: the ratio ± 1.96 linearised standard errors.
- *bootstrap*: percentiles of articles drawn anew, {redraws} times (`bootstrap`); of fewer draws and words.
"""

_TWO = """\
Two groups are drawn from the same articles, so that the ratio of two rates is truly 1 and the difference of
two shares truly 0. The naive intervals are made from naive Wilson intervals, in the same way as ours
(`rate_ratio`, `difference_interval`). Rows are by the smaller group.
"""

_WIDTHS = """\
Where many articles bear on a ratio all methods should agree: the median width of the bootstrap's intervals
over that of ours, where {many} drawn articles or more are expected to.
"""

_BLOCKS = """\
Articles of one month share events. Here whole months, weeks or days are dealt to two sides, or months to the
places of a series, so that no difference over time is true. *{families}* takes families of copies for
independent, as comparisons of other groups do; *{ours}* is what the library does by default where times are
compared: blocks of time as units, and of FA-KES, which has fifteen outlets, crossed with these. {deals}
deals of a layout, {series} of a series. Of `keyness` rows are by how many articles have the word, and *any q*
is the share of deals in which any word has q below .05; of `contrast` (the interval of the difference of two
shares leaves out 0; shares are of one word among two) by how many articles bear on the share, beside how many
blocks do on the side that has fewer: where these are about three, as `share_weak` says (fewer than five), or
few blocks have a word, the interval cannot leave out 0 as often as it may, since few deals are rarer. Of a
layout, pairs of words are drawn that twenty of its articles may bear on. Wanted of ours is .03–.06, and any q
in .07 of deals or fewer; a change point takes months dealt anew, which keeps .05 by itself, as far as the
deals of this page tell.
"""


def page(measured: Measured) -> str:
    """Write the page."""
    parts = [
        "# Calibration\n",
        "Do tests and intervals keep their word where the truth is known? Written by the run, also every "
        f"sentence that judges:\n\n    {measured.command}\n",
        _origin(measured),
        _WHY,
        "## True nulls\n",
        _NULLS,
        "**What holds.** " + nulls_told(measured),
        *(part for layout in layouts(measured) for part in _layout(measured, layout)),
        "### Copies\n",
        _WHOLE,
        *whole(measured),
        "## Whole choices\n",
        _CHOICES,
        *whole_choices(measured),
        "## The far tail\n",
        _TAIL,
        "**What holds.**\n" + tail_told(measured),
        tail(measured),
        "## Coverage\n",
        _COVERAGE.format(redraws=measured.effort.redraws),
        *(part for kind in kinds(measured) for part in _kind(measured, kind)),
        "## Two groups\n",
        _TWO,
        *(part for kind in kinds(measured) for part in _compared(measured, kind)),
        codes.section(measured.codes, measured.codes_in_time, COVERED),
        "## Bootstrap and linearised\n",
        _WIDTHS.format(many=coverage.MANY),
        widths(measured),
        *([times(measured.times, measured.effort.deals)] if measured.times else []),
    ]
    return "\n".join(parts)


TIMES = "## Days and months dealt whole\n"


def times(measured: dict[tuple[str, str, str], Dealt], deals: int) -> str:
    """Write the section on blocks of time."""
    text = _BLOCKS.format(
        families=blocks.FAMILIES, ours=blocks.OURS, deals=f"{deals:,}", series=f"{5 * deals:,}"
    )
    rows: list[list[str]] = []
    cells: dict[str, list[Cell]] = {blocks.FAMILIES: [], blocks.OURS: []}
    often: dict[str, list[Cell]] = {blocks.FAMILIES: [], blocks.OURS: []}
    for (what, sample, layout), dealt in measured.items():
        bands = {"keyness": blocks.WORDS, "contrast": blocks.LABELS}.get(what, ((0, None),))
        for at, band in enumerate(bands):
            if not dealt.usual[blocks.OURS][at].trials >= (1 if len(bands) > 1 else 0.5):
                continue
            articles = band_name(band) if band[0] else ""
            for name in cells:
                where = f"{what}, {sample}, {layout}{f', {articles} articles' if articles else ''}"
                cells[name].append((where, dealt.usual[name][at]))
            any_q = [f"{dealt.found[name].value:.2f}" if dealt.found and not at else "" for name in cells]
            rates = [
                shown(dealt.usual[name][at], REJECTED if name == blocks.OURS else None) for name in cells
            ]
            bearing = f"{dealt.bearing[at]:.1f}" if dealt.bearing else ""
            rows.append([what, sample, layout, articles, bearing, *rates, *any_q])
        for name in often:
            often[name] += [(f"{sample}, {layout}", dealt.found[name])] if dealt.found else []
    told = [
        f"*{name}* rejects {reach(cells[name])}: {held(cells[name], REJECTED)}. Some q is below .05 in "
        f"{reach(often[name])} of deals."
        for name in (blocks.OURS, blocks.FAMILIES)
    ]
    head = ["", "", "", "articles", "blocks that bear", *cells, *(f"any q, {name}" for name in cells)]
    return "\n".join([TIMES, text, f"**What holds.** {' '.join(told)}\n", table(head, rows)])


def layouts(measured: Measured) -> list[tuple[int, int]]:
    """Return the layouts of the true nulls, in their order."""
    return list(dict.fromkeys(layout for _, layout in measured.nulls))


def kinds(measured: Measured) -> list[str]:
    """Return the kinds of ratio, in their order."""
    return list(dict.fromkeys(kind for kind, _, _ in measured.covered))


def _origin(measured: Measured) -> str:
    rows = [[name, *(f"{number:,}" for number in sizes)] for name, *sizes in measured.samples]
    told = ", ".join(f"{name} {number}" for name, number in measured.versions.items())
    return (
        table(["", "articles", "families of copies", "tokens", "terms in two articles or more"], rows)
        + "\nOutlets are of Article-Bias-Prediction (Baly, Da San Martino, Glass, Nakov, EMNLP 2020); FA-KES "
        "is that of Abu Salem, Al Feel, Elbassuoni, Jaber and Farah (ICWSM 2019), all outlets together. The "
        "unit is the article, unless said. The constants of `ratio_interval` were found on the CNN articles "
        "alone.\n\n"
        f"With {told}.\n"
    )


def _named(layout: tuple[int, int]) -> str:
    return f"{layout[0]}+{layout[1]}"


def null_cells(measured: Measured, test: str) -> list[Cell]:
    """Return every cell of a test from five articles on."""
    return [
        (f"{name} {_named(layout)}, {band_name(band)} articles", rate)
        for (name, layout), found in measured.nulls.items()
        for band, rate in list(zip(nulls.BANDS, found[test].usual, strict=True))[_FROM:]
    ]


def nulls_told(measured: Measured) -> str:
    """Say in words which tests keep their word at .05."""
    lines = ["From five articles on,\n"]
    for test in nulls.TESTS:
        cells = null_cells(measured, test)
        told = held(cells, REJECTED) if test == nulls.OURS else _counted(cells)
        lines.append(f"- *{test}* rejects {reach(cells)} of true nulls: {told}.")
    errors = [
        rate.error
        for test in (nulls.NAIVE, nulls.OURS)
        for _, rate in null_cells(measured, test)
        if rate.error >= ERROR
    ]
    lines.append(
        f"\nThe standard error of *{nulls.NAIVE}* or *{nulls.OURS}* is {ERROR} or more in {len(errors)} "
        f"cells, {max(errors):.3f} at the most.\n"
        if errors
        else f"\nThe standard error of *{nulls.NAIVE}* and *{nulls.OURS}* is below {ERROR} in every cell.\n"
    )
    return "\n".join(lines)


def _counted(cells: list[Cell]) -> str:
    known = [cell for cell in cells if not np.isnan(cell[1].value)]
    sides = [len(beside(known, REJECTED, side)) for side in (-1, 1)]
    return (
        f"{within(known, REJECTED)} of {len(known)} cells are within {REJECTED[0]:.2f}–{REJECTED[1]:.2f}, "
        f"{sides[0]} below, {sides[1]} above"
    )


def _layout(measured: Measured, layout: tuple[int, int]) -> list[str]:
    rows = [
        [name, band_name(band), f"{found[nulls.OURS].usual[at].trials:,.0f}"]
        + [
            shown(found[test].usual[at], REJECTED if test == nulls.OURS and at >= _FROM else None)
            for test in nulls.TESTS
        ]
        for (name, each), found in measured.nulls.items()
        if each == layout
        for at, band in enumerate(nulls.BANDS)
        if found[nulls.OURS].usual[at].trials
    ]
    head = ["", "articles with the term", "terms a deal", *nulls.TESTS]
    return [f"### {_named(layout)} articles, {measured.deals[layout]:,} deals\n", table(head, rows)]


def whole(measured: Measured) -> list[str]:
    """Write what came of families dealt whole: the verdict and the table."""
    names = (nulls.BY_DOCUMENT, nulls.BY_FAMILY)
    cells: dict[str, list[Cell]] = {name: [] for name in names}
    rows = []
    for (sample, layout), found in measured.whole.items():
        for at, band in list(enumerate(nulls.BANDS))[_FROM:]:
            if np.isnan(found[nulls.NAIVE][at].value):
                continue
            for name in names:
                where = f"{sample} {_named(layout)}, {band_name(band)} families"
                cells[name].append((where, found[name][at]))
            shares = [shown(found[name][at], REJECTED) for name in names]
            rows.append([sample, _named(layout), band_name(band), shown(found[nulls.NAIVE][at]), *shares])
    told = ". ".join(
        f"*{name}* rejects {reach(known)}: {held(known, REJECTED)}" for name, known in cells.items()
    )
    head = ["", "families", "families with the term", nulls.NAIVE, *names]
    return [f"**What holds.** {told}.\n", table(head, rows)]


def whole_choices(measured: Measured) -> list[str]:
    """Write how often tests of a whole choice reject: the verdict and the table."""
    names = (choices.SURVEY, choices.NOTHING, choices.OURS)
    cells: dict[str, list[Cell]] = {name: [] for name in names}
    rows = []
    for (sample, layout), found in measured.choices.items():
        groups = f"{len(layout)} × {layout[0]}" if len(set(layout)) == 1 else ", ".join(map(str, layout))
        for at, band in enumerate(choices.BANDS):
            if np.isnan(found[choices.OURS][at].value):
                continue
            held_to = [None, None, REJECTED if at >= _FROM else None]
            shares = [shown(found[name][at], wanted) for name, wanted in zip(names, held_to, strict=True)]
            rows.append([sample, groups, band_name(band), *shares])
            for name in names if at >= _FROM else ():
                cells[name].append((f"{sample} {groups}, {band_name(band)} families", found[name][at]))
    told = (
        f"*{choices.OURS}* rejects {reach(cells[choices.OURS])}: {held(cells[choices.OURS], REJECTED)}. "
        f"*Rao–Scott F* rejects {reach(cells[choices.SURVEY])} where it has an answer, and has none for "
        f"{reach(cells[choices.NOTHING])}."
    )
    head = ["", "families in each group", "families with any", *names]
    return [f"**What holds.** {told}\n", table(head, rows)]


def tail_told(measured: Measured) -> str:
    """Say in words which tests keep their word at .001, and after the correction for many tests."""
    lines = [""]
    for test in nulls.TESTS:
        rows = {key: found[test] for key, found in measured.nulls.items()}
        far = [row.far.value for row in rows.values()]
        often = [key for key, row in rows.items() if row.far.value > FAR]
        # two standard errors of what .05 would give: a deal more or less is no finding
        error = {layout: np.sqrt(FOUND * (1 - FOUND) / deals) for layout, deals in measured.deals.items()}
        wrong = [key for key, row in rows.items() if row.found.value > FOUND + 2 * error[key[1]]]
        lines.append(
            f"- *{test}* rejects {min(far):.4f} to {max(far):.4f} at .001, more than twice what it says in "
            f"{_listed(often, rows)}. Some q is below .05 in more than .05 of the deals, by two standard "
            f"errors or more, in {_listed(wrong, rows)}."
        )
    return "\n".join(lines) + "\n"


def _listed(some: Sequence[tuple[str, tuple[int, int]]], rows: Collection[object]) -> str:
    layouts = ", ".join(dict.fromkeys(_named(layout) for _, layout in some))
    return f"{len(some)} of {len(rows)} rows" + (f" ({layouts})" if some else "")


def tail(measured: Measured) -> str:
    """Write the table of the far tail."""
    rows = [
        [_named(layout), name]
        + [
            f"{found[test].far.value:.4f} / {found[test].found.value:.2f} / {found[test].terms:,.1f}"
            for test in nulls.TESTS
        ]
        for layout in layouts(measured)
        for (name, each), found in measured.nulls.items()
        if each == layout
    ]
    return table(["", "", *nulls.TESTS], rows)


def coverage_told(found: dict[str, list[BandedCell]]) -> str:
    """Say in words where the intervals of each method hold what they should."""
    ours = found[coverage.OURS]
    cells = [cell for _, cell in ours]
    above = [(band, cell) for band, cell in ours if side_of(cell[1], COVERED) > 0]
    below = [cell for cell in cells if side_of(cell[1], COVERED) < 0]
    text = f"*{coverage.OURS}* holds the truth in {reach(cells)} of draws: {within(cells, COVERED)} of "
    text += f"{len(cells)} cells are within {COVERED[0]:.2f}–{COVERED[1]:.2f}"
    if above:  # wider than need be: how far that goes is more telling than a list
        few = max(band[1] for band, _ in above)
        where = f", all with fewer than {few:g} articles expected to bear" if few < np.inf else ""
        text += f"; {len(above)} above{where}"
    if below:
        worst = sorted(below, key=lambda cell: cell[1].value)
        text += f"; {len(below)} below: " + ", ".join(f"{name} ({rate.value:.3f})" for name, rate in worst)
    for method, others in found.items():
        if method != coverage.OURS:
            less = sum(side_of(rate, COVERED) < 0 for _, (_, rate) in others)
            text += f". *{method}*: {reach(cell for _, cell in others)}, below {COVERED[0]} in {less} of "
            text += f"{len(others)}"
    return text + ".\n"


def banded(name: str, rates: Sequence[Rate]) -> list[BandedCell]:
    """Return the cells of a method that were measured, each with its band."""
    return [
        (band, (f"{name}, {band_name(band)}", rate))
        for band, rate in zip(coverage.BANDS, rates, strict=True)
        if not np.isnan(rate.value)
    ]


def _kind(measured: Measured, kind: str) -> list[str]:
    methods = [coverage.OURS, coverage.NAIVE, coverage.WALD, coverage.BOOTSTRAP]
    mine = {(name, size): found for (each, name, size), found in measured.covered.items() if each == kind}
    cells = {
        method: [
            cell
            for (name, size), found in mine.items()
            for cell in banded(f"{name}, {size} articles", found.by_method[method])
        ]
        for method in methods
    }
    parts = [f"### {kind.capitalize()}\n", "**What holds.** " + coverage_told(cells)]
    for name, *_ in measured.samples:
        rows = [
            [str(size), *_shown_band(found.by_method, at)]
            for (sample, size), found in mine.items()
            if sample == name
            for at in range(len(coverage.BANDS))
            if not np.isnan(found.by_method[coverage.OURS][at].value)
        ]
        parts += [f"{name}:\n", table(["articles drawn", "expected to bear", *methods], rows)]
    return parts


def _shown_band(by_method: dict[str, list[Rate]], at: int) -> list[str]:
    cells = [
        shown(rates[at], COVERED if method == coverage.OURS else None) for method, rates in by_method.items()
    ]
    return [band_name(coverage.BANDS[at]), *cells]


def _compared(measured: Measured, kind: str) -> list[str]:
    mine = {key[1:]: found for key, found in measured.compared.items() if key[0] == kind}
    methods = [coverage.OURS, coverage.NAIVE]
    cells = {
        method: [
            cell
            for (name, layout), found in mine.items()
            for cell in banded(f"{name} {_named(layout)}", found[method])
        ]
        for method in methods
    }
    rows = [
        [name, _named(layout), *_shown_band(found, at)]
        for (name, layout), found in mine.items()
        for at in range(len(coverage.BANDS))
        if not np.isnan(found[coverage.OURS][at].value)
    ]
    return [
        f"### {_BETWEEN[kind]}\n",
        "**What holds.** " + coverage_told(cells),
        table(["", "articles drawn", "expected to bear", *methods], rows),
    ]


def widths(measured: Measured) -> str:
    """Write how wide the intervals of the bootstrap are beside ours."""
    rows = [
        [kind, name, str(size), f"{found.widths:.3f}"]
        for (kind, name, size), found in measured.covered.items()
        if not np.isnan(found.widths)
    ]
    return table(["", "", "articles drawn", "bootstrap / ours"], rows) if rows else "Not measured.\n"
