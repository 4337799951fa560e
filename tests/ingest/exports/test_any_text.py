"""Whatever stands in an export becomes a table, or one sentence that names the file."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discourse.errors import CorpusError
from tests.ingest.exports import test_europresse as europresse
from tests.ingest.exports import test_factiva as factiva
from tests.ingest.exports import test_nexis as nexis

EXPORTS = {
    "factiva.txt": (factiva.read, [factiva.EXPORT, factiva.CODED, factiva.UNCODED]),
    "export.txt": (nexis.read, [nexis.CLASSIC, nexis.UNI, nexis.COVER, nexis.PAGE]),
    "export.html": (europresse.read, [europresse.NEWER, europresse.OLDER, europresse.CERTIFIED]),
}


@pytest.mark.parametrize("name", EXPORTS)
@given(text=st.text(max_size=400), data=st.data())
def test_any_text_gives_a_table_or_one_sentence(name: str, text: str, data: st.DataObject) -> None:
    read, exports = EXPORTS[name]
    export = data.draw(st.sampled_from(exports))
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(export))] * 2)))
    for candidate in (
        text,
        export[:start] + text + export[end:],
        export[start:end],
        export[end:] + export[:end],
    ):
        for repair in (False, True):
            try:
                table, _ = read(candidate, repair=repair)
            except CorpusError as raised:
                assert name in str(raised)
            else:
                assert len(table) > 0
                assert {"source", "date", "title", "text"} <= set(table.columns)
                assert all(isinstance(value, str) for column in table for value in table[column])
