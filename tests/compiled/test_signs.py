"""The look for strings finds them wherever they stand, and nothing else."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from discourse.compiled.signs import Signs, find

SIGNS = [
    ("(AP)", False),
    ("see also:", True),
    ("©19", False),
    ("aaa", False),
    ("Facebook ", False),
    ("’t:", True),
]
PIECES = ["(AP)", "(ap)", "SEE also:", "see also :", "©", "19", "aa", "Facebook", " ", "’T:", "\n", "x"]


@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=9).map("".join), max_size=4))
def test_each_string_is_found_wherever_it_stands(texts: list[str]) -> None:
    encoded = [text.encode() for text in texts]
    edges = np.cumsum([0, *map(len, encoded)])
    found = find(np.frombuffer(b"".join(encoded), dtype=np.uint8), edges[:-1], edges[1:], Signs.of(SIGNS))
    expected = set()
    for row, text in enumerate(encoded):
        for number, (sign, any_case) in enumerate(SIGNS):
            there, sought = (text.lower(), sign.lower().encode()) if any_case else (text, sign.encode())
            starts = [at for at in range(len(text)) if there.startswith(sought, at)]
            expected |= {(row, number, int(edges[row]) + at) for at in starts}
    assert sorted(map(tuple, found.tolist())) == sorted(expected)
