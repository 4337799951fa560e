"""The parts of a change: against units drawn anew, against the whole, and where nothing is known."""

import numpy as np
import pytest
import scipy

from discourse.measures import difference_interval, kitagawa, ratio_interval, ratio_sums
from discourse.measures.change import Cells, Parts, SharedParts, change_parts, shared_parts
from discourse.measures.ratio import Noise

STRATA = 3


def drawn(units: int, rates: list[float], mix: list[float], seed: int) -> Cells:
    """Draw units of one to eight mentions, whose own rates scatter about that of their stratum."""
    random = np.random.default_rng(seed)
    stratum = random.choice(STRATA, units, p=mix)
    whole = random.integers(1, 9, units)
    own = random.beta(4 * np.array(rates)[stratum], 4 * (1 - np.array(rates)[stratum]))
    return Cells(random.binomial(whole, own).astype(float), whole.astype(float), stratum, np.arange(units))


def taken(cells: Cells, units: np.ndarray) -> Cells:
    return Cells(
        cells.numerator[units], cells.denominator[units], cells.stratum[units], np.arange(len(units))
    )


def test_the_parts_are_kitagawas_and_add_up() -> None:
    sides = drawn(80, [0.2, 0.5, 0.1], [0.5, 0.3, 0.2], 1), drawn(60, [0.3, 0.5, 0.2], [0.2, 0.3, 0.5], 2)
    parts = change_parts(*sides, STRATA)
    sums = [[np.bincount(side.stratum, each) for each in side[:2]] for side in sides]
    rates = [each for x, y in sums for each in (x / y, y / y.sum())]
    within, mix = kitagawa(*rates)
    np.testing.assert_allclose(parts.within[0][:-1], within)
    np.testing.assert_allclose(parts.mix[0][:-1], mix)
    for value, low, high in parts:
        assert value[-1] == pytest.approx(value[:-1].sum())
        assert ((low < value) & (value < high)).all()


def test_where_units_are_many_the_intervals_are_those_of_units_drawn_anew() -> None:
    sides = drawn(400, [0.2, 0.5, 0.1], [0.5, 0.3, 0.2], 3), drawn(300, [0.3, 0.5, 0.2], [0.2, 0.3, 0.5], 4)
    parts, random, again = change_parts(*sides, STRATA), np.random.default_rng(5), []
    for _ in range(600):
        anew = [taken(side, random.integers(0, len(side.numerator), len(side.numerator))) for side in sides]
        again.append([each[0] for each in change_parts(*anew, STRATA)])
    spread = np.std(again, axis=0)
    for place, (_, low, high) in enumerate(parts):
        np.testing.assert_allclose((high - low) / (2 * 1.96), spread[place], rtol=0.22)


def test_the_whole_change_has_the_interval_of_a_difference_and_one_stratum_is_all() -> None:
    one, other = drawn(40, [0.2] * 3, [0.5, 0.3, 0.2], 6), drawn(25, [0.4] * 3, [0.2, 0.3, 0.5], 7)
    sums = [ratio_sums(side.numerator, side.denominator) for side in (other, one)]
    ends = [x for s in sums for x in (s.numerator / s.denominator, *ratio_interval(s))]
    wanted = difference_interval(*ends)
    parts = change_parts(one, other, STRATA)
    np.testing.assert_allclose([parts.difference[1][-1], parts.difference[2][-1]], wanted)
    alone = [side._replace(stratum=np.zeros_like(side.stratum)) for side in (one, other)]
    parts = change_parts(*alone, 1)
    for place in (0, 1):
        np.testing.assert_allclose([parts.within[1][place], parts.within[2][place]], wanted)
        np.testing.assert_allclose([parts.difference[1][place], parts.difference[2][place]], wanted)
    assert (parts.mix[0] == 0).all()
    assert np.isnan(parts.mix[1]).all()


def test_turned_round_the_intervals_are_mirrored() -> None:
    sides = drawn(30, [0.2, 0.5, 0.1], [0.5, 0.3, 0.2], 8), drawn(50, [0.3, 0.1, 0.2], [0.2, 0.3, 0.5], 9)
    forth, back = change_parts(*sides, STRATA), change_parts(*sides[::-1], STRATA)
    for one, other in zip(forth, back, strict=True):
        for mine, mirrored in zip(one, (other[0], other[2], other[1]), strict=True):
            np.testing.assert_allclose(mine, -mirrored, atol=1e-12)


def test_none_on_both_sides_has_a_width() -> None:
    sides = [
        drawn(20, [0.2] * 3, [0.4, 0.3, 0.3], seed)._replace(numerator=np.zeros(20)) for seed in (10, 11)
    ]
    for value, low, high in change_parts(*sides, STRATA):
        assert (value == 0).all()
        assert ((low < 0) & (high > 0)).all()


def test_what_is_not_known_is_nan() -> None:
    whole = np.full(4, 3.0)
    before = Cells(np.array([1, 2, 0, 1.0]), whole, np.array([0, 0, 0, 1]), np.arange(4))
    after = Cells(np.array([1, 2, 3, 2.0]), whole, np.array([0, 0, 2, 2]), np.arange(4))
    parts = change_parts(before, after, STRATA)
    assert parts.within[0][1:3].tolist() == [0, 0]  # on one side only: all mix
    assert np.isnan(parts.within[1]).tolist() == [False, True, True, False]
    assert np.isnan(parts.mix[1]).tolist() == [False, True, False, False]  # the second has one unit
    assert np.isnan(parts.difference[1]).tolist() == [False, True, False, False]
    story = before._replace(unit=np.zeros(4, dtype=np.int64))
    assert all(np.isnan(each[1:]).all() for each in change_parts(story, after, STRATA))


def test_a_unit_in_several_strata_is_one() -> None:
    cells = drawn(60, [0.3, 0.3, 0.3], [0.4, 0.3, 0.3], 12)
    again = Cells(*(np.tile(each, 2) for each in cells[:2]), np.tile(cells.stratum, 2), np.arange(120))
    again.stratum[60:] = (cells.stratum + 1) % STRATA  # each story in a second outlet
    after = drawn(60, [0.3, 0.3, 0.3], [0.4, 0.3, 0.3], 13)
    apart, together = (
        change_parts(again._replace(unit=unit), after, STRATA)
        for unit in (np.arange(120), np.tile(np.arange(60), 2))
    )

    def width(parts: Parts, name: str) -> float:
        return float(getattr(parts, name)[2][-1] - getattr(parts, name)[1][-1])

    assert width(together, "within") > width(apart, "within")
    assert width(together, "difference") > width(apart, "difference")


@pytest.mark.parametrize(("rate", "before", "after"), [(0.3, 60, 60), (0.03, 40, 150)])
def test_nine_in_ten_and_more_hold_the_truth(rate: float, before: int, after: int) -> None:
    rates, mixes = [rate, rate * 2, rate / 2], ([0.5, 0.3, 0.2], [0.2, 0.3, 0.5])
    _, mix = kitagawa(rates, mixes[0], rates, mixes[1])
    truth = np.array([0.0, mix.sum(), mix.sum()])
    held = []
    for seed in range(200):
        one, other = drawn(before, rates, mixes[0], 2 * seed), drawn(after, rates, mixes[1], 2 * seed + 1)
        parts = change_parts(one, other, STRATA)
        held.append([low[-1] <= true <= high[-1] for true, (_, low, high) in zip(truth, parts, strict=True)])
    assert (np.mean(held, axis=0) >= 0.91).all()


def told(stories: int, seed: int, *, more: float = 0.0) -> tuple[np.ndarray, ...]:
    """Draw what two sides say of stories, of which each tells some seven in ten."""
    random = np.random.default_rng(seed)
    likely = random.beta(2, 4, stories)
    sides = []
    for rate in (likely, likely + more * (1 - likely)):
        whole = random.integers(1, 7, stories) * (random.random(stories) < 0.7)
        sides += [random.binomial(whole, random.beta(3 * rate + 1e-9, 3 * (1 - rate) + 1e-9)), whole]
    return tuple(np.asarray(each, float) for each in sides)


def totals(parts: SharedParts) -> np.ndarray:
    return np.array([[end[-1] for end in part] for part in parts])


def test_the_jackknife_of_stories_is_that_of_leaving_out_each() -> None:
    sides = told(30, 1, more=0.2)
    found = totals(shared_parts(*sides))
    of = [sides[1] * sides[3] > 0, sides[1] + sides[3] > 0]
    without = np.array([
        totals(shared_parts(*(np.delete(each, story) for each in sides)))[:, 0] for story in range(30)
    ]).T  # fmt: skip
    for part, (value, low, high), here in zip(without, found, (of[0], of[0], of[1], of[1]), strict=True):
        n, kept = here.sum(), part[here]
        variance = (n - 1) / n * ((kept - kept.mean()) ** 2).sum()
        z2 = scipy.stats.norm.ppf(0.975) ** 2
        width = np.sqrt(z2 * variance / (1 - z2 / n))
        assert [low, high] == pytest.approx([value - width, value + width])


def test_stories_add_up_and_have_no_interval_of_their_own() -> None:
    parts = shared_parts(*told(25, 2))
    for value, low, high in parts:
        assert value[:-1].sum() == pytest.approx(value[-1], abs=1e-12)
        assert np.isnan(low[:-1]).all()
        assert np.isnan(high[:-1]).all()
    assert sum(part[0][-1] for part in parts[:3]) == pytest.approx(parts.difference[0][-1], abs=1e-12)


def test_too_few_stories_in_common_leave_the_parts_without_interval() -> None:
    x0, y0, x1, y1 = told(40, 3)
    shared = np.flatnonzero(y0 * y1 > 0)
    y1[shared[4:]], x1[shared[4:]] = 0, 0  # four are left
    assert np.isnan(totals(shared_parts(x0, y0, x1, y1))[:, 1:]).all()
    y1[shared], x1[shared] = 0, 0
    found = totals(shared_parts(x0, y0, x1, y1))
    assert np.isnan(found[:3, 0]).all()
    assert found[3, 0] == pytest.approx(x1.sum() / y1.sum() - x0.sum() / y0.sum())


@pytest.mark.parametrize("more", [0.0, 0.3])
def test_stories_hold_the_truth_of_many(more: float) -> None:
    truth = totals(shared_parts(*told(200_000, 9, more=more)))[:, 0]
    held = np.zeros(4)
    for seed in range(300):
        ends = totals(shared_parts(*told(60, seed, more=more)))
        held += (ends[:, 1] <= truth) & (truth <= ends[:, 2])
    assert (held / 300 >= 0.92).all()


def test_noise_widens_each_part_as_draws_of_it_would() -> None:
    random = np.random.default_rng(3)
    x, y = random.binomial(6, 0.4, 400).astype(float), np.full(400, 6.0)
    stratum, unit = np.arange(400) % 2, np.arange(400)
    noise = Noise(np.full(400, 4.0), np.full(400, 4.0), np.full(400, 7.0))
    side, noisy = (Cells(x, y, stratum, unit, each) for each in (Noise(), noise))
    for part, alone in zip(change_parts(noisy, noisy, 2), change_parts(side, side, 2), strict=True):
        assert (part[0] == alone[0]).all()
        assert ((part[2] - part[1])[:-1] > (alone[2] - alone[1])[:-1]).all()
    wide, narrow = (change_parts(each, each, 2).difference for each in (noisy, side))
    squares = [((each[2][-1] - each[1][-1]) / 2 / 1.96) ** 2 for each in (wide, narrow)]
    errors = []
    for _ in range(2000):  # the share of a label of noise 4 among others of noise 3
        label, rest = random.normal(0, 2, 400), random.normal(0, 3**0.5, 400)
        errors.append((x + label).sum() / (y + label + rest).sum())
    assert squares[0] - squares[1] == pytest.approx(2 * np.var(errors), rel=0.1)
