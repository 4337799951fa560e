"""HTML inside a text: what exists goes, what only looks like it stays, and each kind is noted."""

from pathlib import Path

import pandas as pd
import pytest

import discourse as dc
from discourse.ingest.clean import clean, compile_drops
from discourse.ingest.clean_chunk import clean_by_the_rules, clean_chunk
from discourse.ingest.markup import markup_in, without_markup
from discourse.ingest.notes import Notes
from discourse.text.chunks import chunk_of, texts_of

TAGS, ENTITIES = "HTML tags taken out", "HTML entities made characters"
HIDDEN = "HTML scripts, styles and comments taken out"


@pytest.mark.parametrize(
    ("text", "right", "noted"),
    [
        ("The rebels&mdash;and the regime", "The rebels—and the regime", {ENTITIES: 1}),
        ('Next <a href="http://x.com/rebels">rebels</a>.', "Next rebels.", {TAGS: 2}),
        ("AT&amp;amp;T&#x2019;s", "AT&T’s", {ENTITIES: 3}),
        ("&lt;p&gt;It is quiet.&lt;/p&gt;", "\nIt is quiet.\n", {TAGS: 2, ENTITIES: 4}),
        ("a<br/>b<BR>c", "a\nb\nc", {TAGS: 2}),
        ("<td>a</td><td>b</td>", " a b", {TAGS: 4}),
        ("a<script>var rebels = 1 < 2;</script>b<!-- c -->d", "a b d", {HIDDEN: 2}),
        ("AT&T, S&P; x < y > z <name> a <b and c> &rebels;", None, {}),
        ("<script>that never ends", None, {}),
    ],
)
def test_html_in_a_text(text: str, right: str | None, noted: dict[str, int]) -> None:
    notes = Notes()
    assert without_markup(text, notes=notes, document="1") == (text if right is None else right)
    assert dict(notes.table()[["what", "count"]].to_numpy().tolist()) == noted
    assert (markup_in(text) is not None) == bool(noted)


ENT = """text,source,date
"Assad&#39;s regime &amp; army; AT&amp;T&nbsp;said. Next <a href=""http://x.com/rebels"">rebels</a>.",A,2015-01-01
"The rebels&mdash;and the regime",B,2015-01-02
"""


def test_html_in_cells_is_no_word(tmp_path: Path) -> None:
    path = tmp_path / "ent.csv"
    path.write_text(ENT, encoding="utf-8")
    read = dc.read(path)
    counts = dc.term_frequencies(read, by=None).set_index("term")["count"]
    assert counts["rebels"] == 2
    assert not {"amp", "nbsp", "39", "href", "mdash"} & set(counts.index)
    assert read.notes.groupby("what")["count"].sum().to_dict() == {
        TAGS: 2,
        ENTITIES: 5,
        "non-breaking spaces made plain": 1,
    }
    assert read.raw("2") == "The rebels&mdash;and the regime"


def test_many_texts_at_a_time_lose_the_same() -> None:
    texts = ["no mark", "x < y & z", "", "<p>Rebels&nbsp;came.</p>", "AT&T", "a<!-- b -->c\n\n\nd", "&amp;"]
    chunk = chunk_of(0, [text.encode() for text in texts])
    titles, ids = [""] * len(texts), list(map(str, range(len(texts))))
    one, other = Notes(), Notes()
    slow, _ = clean_by_the_rules(chunk, titles=titles, ids=ids, notes=one)
    fast, _ = clean_chunk(chunk, titles=titles, ids=ids, notes=other)
    assert list(texts_of([fast])) == list(texts_of([slow]))
    assert other.table().to_dict() == one.table().to_dict()


@pytest.mark.parametrize("piece", ["<a ", "<a =", "<script>", "<!--", "&amp", "&#", "<", "<p" + " " * 50])
def test_long_lines_end(piece: str) -> None:
    text = piece * 100_000
    without_markup(text, notes=Notes(), document="1")
    assert markup_in(piece * 1000) is None or piece == "&amp"


def test_parts_of_lines_are_dropped_and_noted() -> None:
    texts = ["DAMASCUS (SANA) - Rebels came. LIRE AUSSI: all of it. They left.", "LIRE AUSSI: this."]
    table = pd.DataFrame({"text": [*texts, "It is quiet."], "source": ["A", "B", "B"]})
    drops = [r"^[A-Z]+ \(SANA\) - ", r"LIRE AUSSI: [^.]*\. ?"]
    read = dc.read(table, drop_text=drops, errors="repair")
    assert read.text("1") == "Rebels came. They left."
    noted = read.notes[read.notes["what"] == "part named in drop_text"]
    assert noted[["document", "line", "text"]].to_numpy().tolist() == [
        ["1", 1, "DAMASCUS (SANA) - "],
        ["1", 1, "LIRE AUSSI: all of it. "],
        ["2", 1, "LIRE AUSSI: this."],
    ]
    assert read.documents["id"].tolist() == ["1", "3"]
    with pytest.raises(dc.CorpusError, match=r"drop_text has '\(', not a regular expression"):
        dc.read(table, drop_text="(")


@pytest.mark.parametrize("drop", ["drop_text", "drop_lines"])
def test_a_pattern_that_never_ends_is_refused(drop: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("discourse.ingest.clean._SECONDS", 0.2)
    slow = compile_drops([r"(?:a|a)+b"], name=drop, where="here")
    with pytest.raises(dc.CorpusError, match=r"takes more than 0.2 seconds on a line; say it without a rep"):
        clean("a" * 40 + "\nc", **{drop: slow}, notes=Notes(), document="1")  # type: ignore[arg-type]
