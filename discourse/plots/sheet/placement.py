"""Where names stand beside their points: near, on no other name or point, and the same every time."""

from itertools import product

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]

_GAPS = (0.06, 0.12, 0.2, 0.3, 0.45, 0.65)  # inches between a point and its name
_NEAR = 0.09  # inches; a name farther off needs a line to its point
_REACH = 0.05  # inches: the radius of a point
_SWEEPS = 12
# What is in a name's place costs: another name, a point, a line, distance.
_NAME, _POINT, _LINE, _FAR = 100.0, 100.0, 2.0, 14.0


def place(points: Floats, sizes: Floats, whole: Floats, lines: Floats) -> tuple[Floats, Flags, Flags]:
    """Find a place for the name of each point.

    Parameters
    ----------
    points : (n, 2) array
        Where they are, in inches; of equals the earlier one has the first choice.
    sizes : (m, 2) array
        Width and height of the names of the first m points.
    whole : (4,) array
        Left, bottom, right and top of the room.
    lines : (k, 4) array
        Boxes of thin lines, which a name should not cover.

    Returns
    -------
    middles : (m, 2) array
        The middle of each name.
    far : (m,) array of bool
        Whether a name stands so far off that a line should lead to it.
    free : (m,) array of bool
        False for a name that found no room: it lies on a point, on an earlier name, or outside.

    Notes
    -----
    Each name in turn takes the place that costs least while the others stay, again and again until none
    moves; the best of five orders to begin in. A local optimum, found without chance.
    """
    names = len(sizes)
    offers = [_offers(points[at], sizes[at]) for at in range(names)]
    costs = []
    for at, (boxes, gaps) in enumerate(offers):
        others = np.delete(points, at, axis=0)
        spots = np.column_stack([others - _REACH, others + _REACH])
        out = (boxes[:, :2] < whole[:2]).any(axis=1) | (boxes[:, 2:] > whole[2:]).any(axis=1)
        crossed = _overlaps(boxes, lines).sum(axis=1)
        costs.append(_FAR * gaps + _LINE * crossed + _POINT * _overlaps(boxes, spots).sum(axis=1) + 1e6 * out)
    orders = [np.arange(names), *(np.argsort(way * points[:names, at]) for at in (0, 1) for way in (1, -1))]
    settled = [_settle([boxes for boxes, _ in offers], costs, order) for order in orders]
    chosen = min(settled, key=lambda found: found[1])[0]  # of equals the first
    boxes = np.array([offers[at][0][chosen[at]] for at in range(names)]).reshape(-1, 4)
    far = np.array([offers[at][1][chosen[at]] > _NEAR for at in range(names)], dtype=bool)
    free = np.array([costs[at][chosen[at]] < _POINT for at in range(names)], dtype=bool)
    for at in range(names):
        free[at] &= not _overlaps(boxes[at : at + 1], boxes[:at][free[:at]]).any()
    return (boxes[:, :2] + boxes[:, 2:]) / 2, far, free


def _settle(boxes: list[Floats], costs: list[Floats], order: Numbers) -> tuple[Numbers, float]:
    """Put names down in an order, then move each until none gains by it; return the choice and its cost."""
    chosen = np.full(len(boxes), -1, dtype=np.int64)
    for _ in range(_SWEEPS):
        before, total = chosen.copy(), 0.0
        for at in order:
            down = [boxes[other][chosen[other]] for other in order if other != at and chosen[other] >= 0]
            clash = _overlaps(boxes[at], np.array(down).reshape(-1, 4)).sum(axis=1)
            cost = costs[at] + _NAME * clash
            chosen[at] = int(cost.argmin())
            total += float(cost[chosen[at]])
        if (chosen == before).all():
            break
    return chosen, total


def _offers(point: Floats, size: Floats) -> tuple[Floats, Floats]:
    """Return the boxes that a name may have around its point, and the gap of each."""
    boxes, gaps = [], []
    for gap, (right, up) in product(_GAPS, _DIRECTIONS):
        middle = point + np.array([right * (gap + size[0] / 2), up * (gap + size[1] / 2)])
        boxes.append([*(middle - size / 2), *(middle + size / 2)])
        gaps.append(gap)
    return np.array(boxes), np.array(gaps)


# Beside the point first, then aslant, then above and below, where the lines of its own interval run.
_DIRECTIONS = (
    (1.0, 0.75), (1.0, -0.75), (-1.0, 0.75), (-1.0, -0.75), (1.0, 0.0), (-1.0, 0.0), (1.0, 0.4), (1.0, -0.4),
    (-1.0, 0.4), (-1.0, -0.4), (0.4, 1.0), (-0.4, 1.0), (0.4, -1.0), (-0.4, -1.0), (0.8, 1.0), (-0.8, 1.0),
    (0.8, -1.0), (-0.8, -1.0), (0.0, 1.0), (0.0, -1.0),
)  # fmt: skip


def _overlaps(boxes: Floats, others: Floats) -> Flags:
    """Return which boxes lie on which others, shape (boxes, others)."""
    a, b = boxes[:, None, :], others.reshape(-1, 4)[None, :, :]
    met: Flags = (
        (a[..., 0] < b[..., 2]) & (b[..., 0] < a[..., 2]) & (a[..., 1] < b[..., 3]) & (b[..., 1] < a[..., 3])
    )
    return met
