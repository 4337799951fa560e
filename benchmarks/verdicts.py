"""Rates held against what is wanted of them, and put into words."""

from collections.abc import Iterable

import numpy as np

from benchmarks.nulls import Rate

Cell = tuple[str, Rate]
_MOST_NAMED = 15


def shown(rate: Rate, wanted: tuple[float, float] | None = None) -> str:
    """Write a rate and its error; bold where it is outside of what is wanted.

    Examples
    --------
    >>> shown(Rate(0.0421, 0.0012, 5.0)), shown(Rate(0.2, 0.01, 5.0), (0.03, 0.06))
    ('0.042 ± 0.001', '**0.200 ± 0.010**')
    """
    if np.isnan(rate.value):
        return "–"
    text = f"{rate.value:.3f} ± {rate.error:.3f}"
    return f"**{text}**" if wanted and side_of(rate, wanted) else text


def side_of(rate: Rate, wanted: tuple[float, float]) -> int:
    """Say whether a rate is below what is wanted (-1), above (1) or within (0), as it is shown."""
    value = round(rate.value, 3)
    return int(value > wanted[1]) - int(value < wanted[0])


def held(cells: Iterable[Cell], wanted: tuple[float, float]) -> str:
    """Tell how many cells are within what is wanted, and name those that are not, the worst first."""
    known = [cell for cell in cells if not np.isnan(cell[1].value)]
    text = f"{within(known, wanted)} of {len(known)} cells are within {wanted[0]:.2f}–{wanted[1]:.2f}"
    for side, name in ((-1, "below"), (1, "above")):
        worst = sorted(beside(known, wanted, side), key=lambda cell: -side * cell[1].value)
        if worst:
            named = ", ".join(f"{where} ({rate.value:.3f})" for where, rate in worst[:_MOST_NAMED])
            more = f" and {len(worst) - _MOST_NAMED} less so" if len(worst) > _MOST_NAMED else ""
            text += f"; {len(worst)} {name}: {named}{more}"
    return text


def beside(cells: Iterable[Cell], wanted: tuple[float, float], side: int) -> list[Cell]:
    """Return the cells on one side of what is wanted; see :func:`side_of`."""
    return [cell for cell in cells if side_of(cell[1], wanted) == side]


def within(cells: Iterable[Cell], wanted: tuple[float, float]) -> int:
    """Count the cells that are as wanted."""
    return len(beside(cells, wanted, 0))


def reach(cells: Iterable[Cell]) -> str:
    """Return the smallest and the largest of some cells."""
    values = [rate.value for _, rate in cells if not np.isnan(rate.value)]
    return f"{min(values):.3f} to {max(values):.3f}" if values else "not measured"


def band_name(band: tuple[float, float | None]) -> str:
    """Name a band.

    Examples
    --------
    >>> band_name((5, 9)), band_name((100, None)), band_name((0.5, 1)), band_name((50, np.inf))
    ('5–9', '100+', '0.5–1', '50+')
    """
    low, high = band
    return f"{low:g}+" if high is None or np.isinf(high) else f"{low:g}–{high:g}"
