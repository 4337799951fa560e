"""Words counted: an address is none, also where the user's own tokenizer finds it written as a word."""

import re
from collections.abc import Iterator

import pandas as pd

import discourse as dc


class _Blanks:
    """Cut at blanks."""

    def span_tokenize(self, text: str) -> Iterator[tuple[int, int]]:
        return (found.span() for found in re.finditer(r"\S+", text))


def test_an_address_is_no_word_but_what_is_written_otherwise_is() -> None:
    for text, counted in (
        ("said x.org and @me said", {"said": 2, "and": 1}),
        ("X.Org said x.org x.org", {"x.org": 1, "said": 1}),  # no address has two capitals like these
    ):
        read = dc.read(pd.DataFrame({"source": ["A", "B"], "text": [text, "other"]}), tokenizer=_Blanks())
        table = dc.term_frequencies(read)
        first = table[table["source"] == "A"].set_index("term")
        assert first["count"].to_dict() == counted
        assert (first["tokens"] == sum(counted.values())).all()
        by_itself = dc.term_frequencies(read, uncertainty="bootstrap", draws=100)
        assert by_itself["count"].tolist() == table["count"].tolist()
