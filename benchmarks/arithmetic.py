"""The arithmetic of the tables: medians, noise, ratios, growth."""

import math
from collections.abc import Sequence
from statistics import linear_regression, median


def noise(values: Sequence[float]) -> float:
    """Return the spread of repeated runs, (largest - smallest) / median.

    Examples
    --------
    >>> noise([9.0, 10.0, 12.0])
    0.3
    """
    return (max(values) - min(values)) / median(values)


def growth(points: Sequence[tuple[float, float]]) -> float:
    """Return the exponent k of seconds = c * megabytes ** k: the least-squares slope of the logarithms.

    Examples
    --------
    >>> round(growth([(10, 3.0), (100, 30.0), (1000, 300.0)]), 6)
    1.0
    """
    sizes, seconds = zip(*points, strict=True)
    return linear_regression([math.log(size) for size in sizes], [math.log(took) for took in seconds]).slope


def ratio(seconds: float | None, against: float | None) -> float | None:
    """Return how many times as long the first took; None where one of them was not measured."""
    return None if seconds is None or against is None else seconds / against


def shown(value: float | None, unit: str = "") -> str:
    """Write a number with three figures, or a dash where there is none.

    Examples
    --------
    >>> [shown(0.01234), shown(1.5, "×"), shown(123.4), shown(1234.0), shown(None, "×")]
    ['0.0123', '1.50×', '123', '1,234', '–']
    """
    if value is None:
        return "–"
    digits = 2 if value == 0 else max(0, 2 - math.floor(math.log10(abs(value))))
    return f"{value:,.{digits}f}{unit}"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Write a Markdown table, its first column to the left and the numbers to the right."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
