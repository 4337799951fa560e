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
    data, half = np.frombuffer(b"".join(encoded), dtype=np.uint8), edges[len(encoded) // 2]
    found = find(data[:half], data[half:], edges[:-1], edges[1:], Signs.of(SIGNS))
    expected = set()
    for row, text in enumerate(encoded):
        for number, (sign, any_case) in enumerate(SIGNS):
            there, sought = (text.lower(), sign.lower().encode()) if any_case else (text, sign.encode())
            for at in range(len(text)):
                if there.startswith(sought, at):
                    line = text.rfind(b"\n", 0, at) + 1, (text + b"\n").find(b"\n", at)
                    places = (int(edges[row]) + place for place in (at, *line))
                    expected.add((row, number, *places, 1 + text.count(b"\n", 0, at)))
    assert sorted(map(tuple, found.tolist())) == sorted(expected)
