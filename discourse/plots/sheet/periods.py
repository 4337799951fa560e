"""The axis of time: as many names of periods as have room."""

from collections.abc import Mapping

from matplotlib.axes import Axes

from discourse.plots.sheet.style import MUTED, SMALL, size
from discourse.plots.sheet.tables import place_name
from discourse.plots.sheet.text import text_width

_STEPS = {  # periods from one name to the next
    "quarter": (1, 2, 4, 8, 20, 40, 80, 400),
    "month": (1, 3, 6, 12, 24, 60, 120, 240, 1200),
}
_YEARS = (1, 2, 5, 10, 20, 50, 100)


def name_periods(
    ax: Axes,
    every: str,
    place_of: Mapping[object, int],
    details: Mapping[int, str] | None = None,
    *,
    pad: float = 4.0,
) -> None:
    """Name periods below the Axes; with `details` only those that have one, the last among them."""
    first, last = min(place_of.values()), max(place_of.values())
    texts = {place: place_name(place, every, dict(place_of)) for place in details or range(first, last + 1)}
    if details:
        texts = {place: f"{name}\n{details[place]}" for place, name in texts.items()}
    room = size(ax)[0] / (ax.get_xlim()[1] - ax.get_xlim()[0])  # inches a period
    width = text_width(ax, [line for text in texts.values() for line in text.split("\n")], SMALL) + 0.12
    steps = _STEPS.get(every, _YEARS)
    step = next((step for step in steps if step * room >= width), max(last - first, 1))
    start = last if details else first
    shown = [place for place in texts if (place - start) % step == 0]
    ax.set_xticks(shown, [texts[place] for place in shown])
    ax.tick_params(axis="x", length=0 if details else 2, pad=pad, labelsize=SMALL, labelcolor=MUTED)
    for label in ax.get_xticklabels():
        label.set_linespacing(1.25)
