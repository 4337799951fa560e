"""Where patterns stand in a token index, without a thought for which of them counts."""

from collections.abc import Sequence

import numpy as np

from discourse.jobs import threads
from discourse.lexicon.pattern import MAYBE_WORD, ONE_WORD, Pattern, case_and_form, types_of
from discourse.text.counts import is_worth_compiling
from discourse.text.index import Ids, Positions, TokenIndex
from discourse.text.sentences import CASE, PARAGRAPH, SENTENCE

Places = tuple[Positions, Positions, Positions]


def places(patterns: Sequence[Pattern], index: TokenIndex) -> Places:
    """Find every place of every pattern: start, length and number of the pattern.

    The places come by start, then length, then pattern; none runs over the end of a sentence or paragraph.
    All patterns take one look at the token ids; the rest is done where an anchor, the rarest word of a
    pattern, was found.
    """
    search = _Search(patterns, index)
    start, length, which = search.compiled() if is_worth_compiling(len(index.ids)) else search.here()
    return _in_order(start, length, which, tokens=len(index.ids))


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


class _Search:
    """The types that the words of some patterns mean in an index, and the rarest word of each."""

    def __init__(self, patterns: Sequence[Pattern], index: TokenIndex) -> None:
        self.patterns, self.index = patterns, index
        forms = {e for pattern in patterns for e in pattern.elements if e not in (ONE_WORD, MAYBE_WORD)}
        self.types = {form: types_of(form, index) for form in sorted(forms)}
        self.frequency = {form: int(index.frequencies[types].sum()) for form, types in self.types.items()}

    def anchor(self, pattern: Pattern) -> str:
        """Choose the rarest word of a pattern."""
        forms = [e for e in pattern.elements if e not in (ONE_WORD, MAYBE_WORD)]
        return min(forms, key=lambda form: (self.frequency[form], form))

    def compiled(self) -> Places:
        """Find all places in one walk, in threads."""
        from discourse.compiled.patterns import Chances, scan

        numbers = {form: number for number, form in enumerate(self.types)}
        owners, before, elements, sizes, chances = (list[int]() for _ in range(5))
        anchors, cased = list[Ids](), list[tuple[int, int, int]]()
        for owner, pattern in enumerate(self.patterns):
            anchor = self.anchor(pattern)
            for variant in pattern.variants:
                at = variant.index(anchor)
                sets = [numbers.get(element, -1) for element in variant]
                sets[at] = -1
                anchors.append(self.types[anchor])
                for place, element in enumerate(variant):
                    if (case := case_and_form(element)[0]) is not None:
                        cased.append((len(owners), place, case))
                chances.append(len(owners))
                owners.append(owner)
                before.append(at)
                sizes.append(len(variant))
                elements += sets
        kinds = np.concatenate(anchors) if anchors else np.empty(0, dtype=np.int32)
        by_kind = np.argsort(kinds, kind="stable")
        variants = np.repeat(np.array(chances, dtype=np.int32), [len(types) for types in anchors])[by_kind]
        heads = np.searchsorted(kinds[by_kind], np.arange(len(self.index.vocabulary) + 1))
        length = np.array(sizes, dtype=np.int64)
        starts, which = scan(
            self.index.ids,
            self.index.gaps,
            self.index.offsets,
            Chances(
                heads.astype(np.int32),
                variants,
                np.array(before, dtype=np.int32),
                _edges(sizes),
                np.array(elements, dtype=np.int32),
                _edges([len(types) for types in self.types.values()]),
                np.concatenate([np.empty(0, dtype=np.int32), *self.types.values()]),
            ),
            threads=threads(),
        )
        as_asked = np.ones(len(starts), dtype=bool)
        for variant_number, place, case in cased:
            mine = np.flatnonzero(which == variant_number)
            as_asked[mine] &= self.index.gaps[starts[mine] + place] & CASE == case
        starts, which = starts[as_asked], which[as_asked]
        return starts, length[which], np.array(owners, dtype=np.int64)[which]

    def here(self) -> Places:
        """Find the places of one pattern after the other with NumPy; the walk is held against this."""
        ids, goes_on = self.index.ids, (self.index.gaps & (SENTENCE | PARAGRAPH)) == 0
        wanted = np.zeros(len(self.index.vocabulary), dtype=bool)
        for pattern in self.patterns:
            wanted[self.types[self.anchor(pattern)]] = True
        positions = np.flatnonzero(wanted[ids])
        positions = positions[np.argsort(ids[positions], kind="stable")]  # by type, in order inside each
        edges = np.searchsorted(ids[positions], np.arange(len(self.index.vocabulary) + 1))
        starts, lengths, owners = [], [], []
        for owner, pattern in enumerate(self.patterns):
            anchor = self.anchor(pattern)
            if not self.frequency[anchor]:
                continue
            hits = [positions[edges[kind] : edges[kind + 1]] for kind in self.types[anchor]]
            anchored = np.concatenate(hits)
            for elements in pattern.variants:
                before = elements.index(anchor)
                start = anchored - before
                start = start[(start >= 0) & (start + len(elements) <= len(ids))]
                for place, element in enumerate(elements):
                    if place:
                        start = start[goes_on[start + place - 1]]
                    if (case := case_and_form(element)[0]) is not None:
                        start = start[self.index.gaps[start + place] & CASE == case]
                    if element not in (anchor, ONE_WORD) or (element == anchor and place != before):
                        start = start[np.isin(ids[start + place], self.types[element])]
                starts.append(start)
                lengths.append(np.full(len(start), len(elements), dtype=np.int64))
                owners.append(np.full(len(start), owner, dtype=np.int64))
        empty = np.empty(0, dtype=np.int64)
        return (
            np.concatenate([empty, *starts]),
            np.concatenate([empty, *lengths]),
            np.concatenate([empty, *owners]),
        )


def _edges(sizes: Sequence[int]) -> Ids:
    return np.concatenate(([0], np.cumsum(sizes))).astype(np.int32)
