"""Where patterns stand in a token index, without a thought for which of them counts."""

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from discourse.jobs import threads
from discourse.lexicon.pattern import MAYBE_WORD, ONE_WORD, Pattern, case_and_form, types_of
from discourse.text.counts import is_worth_compiling
from discourse.text.index import Ids, Positions, TokenIndex
from discourse.text.sentences import CASE, PARAGRAPH, SENTENCE

Places = tuple[Positions, Positions, Positions]


class _Variant(NamedTuple):
    """A pattern with each ``@`` as one word or as none."""

    owner: int  # the number of the pattern
    elements: tuple[str, ...]
    before: int  # words before its anchor

    @property
    def anchor(self) -> str:
        return self.elements[self.before]


def places(patterns: Sequence[Pattern], index: TokenIndex) -> Places:
    """Find every place of every pattern: start, length and number of the pattern.

    The places come by start, then length, then pattern; none runs over the end of a sentence or paragraph.
    All patterns take one look at the token ids; the rest is done where an anchor, the rarest word of a
    pattern, was found.
    """
    words = [[e for e in pattern.elements if e not in (ONE_WORD, MAYBE_WORD)] for pattern in patterns]
    types = {form: types_of(form, index) for form in sorted(set(chain.from_iterable(words)))}
    frequency = {form: int(index.frequencies[found].sum()) for form, found in types.items()}
    anchors = [min(forms, key=lambda form: (frequency[form], form)) for forms in words]
    variants = [
        _Variant(owner, elements, elements.index(anchor))
        for owner, (pattern, anchor) in enumerate(zip(patterns, anchors, strict=True))
        for elements in pattern.variants
    ]
    look = _compiled if is_worth_compiling(len(index.ids)) else _here
    return _in_order(*look(variants, types, index), tokens=len(index.ids))


def _in_order(start: Positions, length: Positions, which: Positions, *, tokens: int) -> Places:
    """Sort places, each once: "a @ @ b" has two variants of the same length."""
    longest, most = int(length.max(initial=0)) + 1, int(which.max(initial=0)) + 1
    if tokens * longest * most < 1 << 63:  # all three in one number: sorted at once
        keys = np.sort((start * longest + length) * most + which)
        keys = keys[np.diff(keys, prepend=-1) != 0]
        keys, which = np.divmod(keys, most)
        start, length = np.divmod(keys, longest)
        return start, length, which
    once = np.unique(np.stack([start, length, which]), axis=1)
    return once[0], once[1], once[2]


def _compiled(variants: Sequence[_Variant], types: Mapping[str, Ids], index: TokenIndex) -> Places:
    """Find all places in one walk, in threads."""
    from discourse.compiled.patterns import Chances, scan

    numbers = {form: number for number, form in enumerate(types)}
    elements = [
        -1 if place == variant.before else numbers.get(element, -1)
        for variant in variants
        for place, element in enumerate(variant.elements)
    ]
    anchors = [types[variant.anchor] for variant in variants]
    kinds = np.concatenate([np.empty(0, dtype=np.int32), *anchors])
    by_kind = np.argsort(kinds, kind="stable")
    chances = np.repeat(np.arange(len(variants), dtype=np.int32), list(map(len, anchors)))[by_kind]
    heads = np.searchsorted(kinds[by_kind], np.arange(len(index.vocabulary) + 1))
    length = np.array([len(variant.elements) for variant in variants], dtype=np.int64)
    starts, which = scan(
        index.ids,
        index.gaps,
        index.offsets,
        Chances(
            heads.astype(np.int32),
            chances,
            np.array([variant.before for variant in variants], dtype=np.int32),
            _edges(length),
            np.array(elements, dtype=np.int32),
            _edges([len(found) for found in types.values()]),
            np.concatenate([np.empty(0, dtype=np.int32), *types.values()]),
        ),
        threads=threads(),
    )
    as_asked = np.ones(len(starts), dtype=bool)
    for number, variant in enumerate(variants):
        for place, element in enumerate(variant.elements):
            if (case := case_and_form(element)[0]) is not None:
                mine = np.flatnonzero(which == number)
                as_asked[mine] &= index.gaps[starts[mine] + place] & CASE == case
    starts, which = starts[as_asked], which[as_asked]
    return starts, length[which], np.array([variant.owner for variant in variants], dtype=np.int64)[which]


def _here(variants: Sequence[_Variant], types: Mapping[str, Ids], index: TokenIndex) -> Places:
    """Find the places of one variant after the other with NumPy; the walk is held against this."""
    ids, goes_on = index.ids, (index.gaps & (SENTENCE | PARAGRAPH)) == 0
    wanted = np.zeros(len(index.vocabulary), dtype=bool)
    for variant in variants:
        wanted[types[variant.anchor]] = True
    positions = np.flatnonzero(wanted[ids])
    positions = positions[np.argsort(ids[positions], kind="stable")]  # by type, in order inside each
    edges = np.searchsorted(ids[positions], np.arange(len(index.vocabulary) + 1))
    nowhere = np.empty(0, dtype=np.int64)
    starts, lengths, owners = [nowhere], [nowhere], [nowhere]
    for variant in variants:
        hits = [positions[edges[kind] : edges[kind + 1]] for kind in types[variant.anchor]]
        start, size = np.concatenate([nowhere, *hits]) - variant.before, len(variant.elements)
        start = start[(start >= 0) & (start + size <= len(ids))]
        for place, element in enumerate(variant.elements if len(start) else ()):
            if place:
                start = start[goes_on[start + place - 1]]
            if (case := case_and_form(element)[0]) is not None:
                start = start[index.gaps[start + place] & CASE == case]
            if element != ONE_WORD and place != variant.before:
                start = start[np.isin(ids[start + place], types[element])]
        starts.append(start)
        lengths.append(np.full(len(start), size, dtype=np.int64))
        owners.append(np.full(len(start), variant.owner, dtype=np.int64))
    return np.concatenate(starts), np.concatenate(lengths), np.concatenate(owners)


def _edges(sizes: npt.ArrayLike) -> Ids:
    return np.concatenate(([0], np.cumsum(sizes))).astype(np.int32)
