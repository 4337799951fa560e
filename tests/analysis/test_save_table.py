import re
import sys
import time
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

import discourse as dc
from discourse.analysis.save_table import _note, printed_table, save_table


def framing(**changes):
    named = {"source": "Herald & Co", "concept": "opponents", "label": "rebels_50%"}
    counts = {"count": 1204, "concept_count": 2000, "tokens": 90_000, "documents": 30}
    rates = {"rate": 7.912, "rate_low": 2.2, "rate_high": 22.4}
    row = {**named, **counts, **rates, "share": 0.602, "share_low": 0.5, "share_high": 0.7044}
    table = pd.DataFrame([{**row, **changes}])
    table.attrs = {
        "analysis": "framing",
        "options": {"by": "source", "confidence": 0.9, "unit": "family"},
        "version": "1.0",
        "corpus": "0123456789abcdef",
    }
    return table


def test_an_interval_stands_beside_its_number(tmp_path):
    printed = save_table(framing(), "one", folder=tmp_path)
    assert printed.iloc[0].to_dict() == {
        "Source": "Herald & Co",
        "Concept": "opponents",
        "Label": "rebels_50%",
        "Mentions": "1,204",
        "Mentions of the concept": "2,000",
        "Share (90% interval)": "60% (50–70)",
        "Per 10,000 words (90% interval)": "7.9 (2.2–22)",
        "Articles": "30",
    }


def test_what_is_not_known_is_a_dash_and_no_interval(tmp_path):
    table = framing(share=np.nan, share_low=np.nan, share_high=np.nan, rate=0.0, rate_low=np.nan)
    printed = save_table(table, "one", folder=tmp_path).iloc[0]
    assert printed["Share (90% interval)"] == "–"
    assert printed["Per 10,000 words (90% interval)"] == "0"


def test_the_csv_has_all_columns_and_digits(tmp_path):
    save_table(framing(), "one", folder=tmp_path)
    table = pd.read_csv(tmp_path / "one.csv")
    assert list(table.columns) == list(framing().columns)
    assert table["share_high"].iloc[0] == 0.7044


def test_latex_and_html_escape_what_is_foreign(tmp_path):
    table = framing(label="<b>50% & x_y</b>", source="back\\slash")
    save_table(table, "one", folder=tmp_path, caption="A & <i>B</i>")
    tex, html = ((tmp_path / f"one.{end}").read_text("utf-8") for end in ("tex", "html"))
    assert r"\textless{}b\textgreater{}50\% \& x\_y" in tex
    assert r"back\textbackslash{}slash" in tex
    assert r"\caption{A \& \textless{}i\textgreater{}B" in tex
    assert "&lt;b&gt;50% &amp; x_y&lt;/b&gt;" in html
    assert "<i>" not in html
    assert r"\begin{tabular}{lllrrrrr}" in tex
    assert "Intervals between articles. Made by discourse 1.0, corpus 0123456789ab." in html


def test_a_difference_has_a_sign_its_unit_and_the_names_of_its_sides(tmp_path):
    articles, labels = dc.read("seeds"), dc.Lexicon.read("syria")
    shares = dc.framing(articles, labels)
    table = dc.contrast(
        shares[shares["label"] == "rebels"], target="Bloomberg", reference="Washington Institute"
    )
    printed = save_table(table, "two", folder=tmp_path)
    assert list(printed.columns)[:4] == ["Concept", "Label", "Share, Bloomberg (95% interval)",
                                         "Share, Washington Institute (95% interval)"]  # fmt: skip
    assert printed.columns[-1] == "Difference (points) (95% interval)"
    assert re.fullmatch(r"[+−]\d+.*", printed.iloc[0, -1])


def test_small_p_and_signs_of_log_ratios(tmp_path):
    table = pd.DataFrame(
        {
            "target": ["A", "B"],
            "term": ["war", "peace"],
            "count_target": [5, 0],
            "count_reference": [0, 7],
            "log_ratio": [np.inf, -2.345],
            "q": [0.0004, 0.0456],
        }
    )
    table.attrs = {"analysis": "keyness", "options": {}}
    printed = save_table(table, "keys", folder=tmp_path)
    assert printed["q"].tolist() == ["< .001", ".046"]
    assert printed["Log ratio"].tolist() == ["∞", "−2.3"]
    assert printed["Target"].tolist() == ["A", "B"]


def test_columns_headings_and_formats_are_the_users(tmp_path):
    printed = save_table(
        framing(), "one", folder=tmp_path / "new", columns=["label", "documents"],
        headings={"label": "Name"}, formats=["tex"],
    )  # fmt: skip
    assert list(printed.columns) == ["Name", "Articles"]
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["one.tex"]


def test_the_same_table_gives_the_same_bytes(tmp_path):
    for folder in ("a", "b"):
        save_table(framing(), "one", folder=tmp_path / folder)
    for end in ("csv", "html", "tex"):
        assert (tmp_path / "a" / f"one.{end}").read_bytes() == (tmp_path / "b" / f"one.{end}").read_bytes()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"name": "../x"}, "a table cannot be called"),
        ({"formats": ["odt"]}, "formats= must be a list of csv, html, tex, docx, xlsx"),
        ({"formats": "csv"}, "formats= must be a list of csv, html, tex"),
        ({"columns": ["nothing"]}, "the table has no column 'nothing'"),
        ({"headings": {"nothing": "x"}}, "the table has no column 'nothing'"),
    ],
)
def test_what_cannot_be_written_is_refused_in_a_sentence(tmp_path, options, words):
    with pytest.raises(dc.DiscourseError, match=re.escape(words)):
        save_table(framing(), **{"name": "one", "folder": tmp_path, **options})
    assert list(Path(tmp_path).iterdir()) == []


def test_a_table_that_has_lost_its_settings_says_them_again(tmp_path):
    table = framing()
    table.attrs = {}
    with pytest.raises(dc.DiscourseError, match="lost its settings"):
        save_table(table, "one", folder=tmp_path)
    assert save_table(table, "one", folder=tmp_path, analysis="framing").shape == (1, 8)


def odd():
    return framing(source="=1+1", label="<b>&</b> \u202eגדול", share_high=np.nan)


def test_a_word_document_has_the_caption_the_table_and_the_note(tmp_path):
    library = pytest.importorskip("docx", reason="Word files need the extra office")
    printed = save_table(odd(), "one", folder=tmp_path, caption="Names", formats=["docx"])
    document = library.Document(str(tmp_path / "one.docx"))
    (table,) = document.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        list(printed.columns), *map(list, printed.itertuples(index=False)),
    ]  # fmt: skip
    assert table.rows[1].cells[0].text == "=1+1"
    assert [part.text for part in document.paragraphs] == ["Names", NOTE]
    align = [cell.paragraphs[0].alignment for cell in table.rows[1].cells]
    assert [each is not None for each in align] == [False] * 3 + [True] * 5
    assert "w:tblHeader" in table.rows[0]._tr.xml


NOTE = "Intervals between articles. Made by discourse 1.0, corpus 0123456789ab."


def test_an_excel_workbook_has_the_table_as_printed_and_its_numbers(tmp_path):
    pytest.importorskip("xlsxwriter", reason="Excel files need the extra office")
    printed = save_table(odd(), "one", folder=tmp_path, caption="Names", formats=["xlsx"])
    book = CalamineWorkbook.from_path(tmp_path / "one.xlsx")
    assert book.sheet_names == ["Table", "Numbers"]
    rows = book.get_sheet_by_name("Table").to_python()
    assert rows[0][0] == "Names"
    assert rows[1] == list(printed.columns)
    assert rows[2] == list(printed.iloc[0])
    assert rows[-1][0] == NOTE
    numbers = pd.read_excel(tmp_path / "one.xlsx", sheet_name="Numbers", engine="calamine")
    assert numbers["rate"].tolist() == [7.912]
    assert numbers["source"].tolist() == ["=1+1"]  # a text, never run
    assert numbers["share_high"].isna().all()


@pytest.mark.parametrize(("end", "needed"), [("docx", "docx"), ("xlsx", "xlsxwriter")])
def test_office_files_are_the_same_bytes_whenever_they_are_written(tmp_path, monkeypatch, end, needed):
    pytest.importorskip(needed, reason="Word and Excel files need the extra office")
    made = []
    for folder, now in (("a", 1_000_000_000), ("b", 1_700_000_000)):
        monkeypatch.setattr(time, "time", lambda now=now: now)
        save_table(odd(), "one", folder=tmp_path / folder, formats=[end])
        made.append((tmp_path / folder / f"one.{end}").read_bytes())
    assert made[0] == made[1]
    with zipfile.ZipFile(tmp_path / "a" / f"one.{end}") as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}


@pytest.mark.parametrize(
    ("end", "library", "package"), [("docx", "docx", "python-docx"), ("xlsx", "xlsxwriter", "XlsxWriter")]
)
def test_a_missing_library_is_named_and_nothing_is_written(tmp_path, monkeypatch, end, library, package):
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(dc.DiscourseError, match=rf"a {end} file needs {package}: pip install"):
        save_table(framing(), "one", folder=tmp_path, formats=["csv", end])
    assert list(Path(tmp_path).iterdir()) == []


def test_a_corrected_table_has_corrected_counts_and_says_by_how_many_lines():
    table = framing(count_corrected=602.4, concept_count_corrected=1003.0, coded=80)
    table.attrs["options"]["codes"] = ["coded.csv"]
    printed = printed_table(table)
    assert "Mentions" not in printed.columns
    assert printed["Mentions, corrected"].tolist() == ["602"]
    assert printed["Mentions of the concept, corrected"].tolist() == ["1,003"]
    assert printed["Articles, not corrected"].tolist() == ["30"]
    assert "Corrected by 80 coded lines. Made by" in _note(table)
    assert "Corrected" not in _note(framing())


def test_divides_and_furniture_print_what_they_answer():
    corpus, lexicon = dc.read("seeds"), dc.Lexicon.read("syria")
    divides = printed_table(dc.divides(corpus, lexicon, progress=False))
    assert list(divides.columns) == [
        *("Concept", "Divide (95% interval)", "q", "Label", "Target", "Reference"),
        *("Mentions of the concept", "Articles"),
    ]
    furniture = printed_table(dc.furniture(corpus))
    assert list(furniture.columns) == [
        *("Source", "Run of words", "Mentions", "Articles", "Share of articles", "Word share"),
        *("Place", "Labels"),
    ]
    for ngram, heading in ((1, "Word"), (2, "Run of words")):
        assert heading in printed_table(dc.term_frequencies(corpus, ngram=ngram, minimum=5))


def test_rows_of_a_shift_have_their_label_and_sides_their_names():
    rows = [
        {"source": name, "date": "2015-03-01", "text": f"{word} met. The rebels fled."}
        for name, word in (("A", "Rebels"), ("B", "Fighters"))
        for _ in range(3)
    ]
    lexicon = dc.Lexicon.from_dict({"armed": {"labels": {"rebels": ["rebels"], "fighters": ["fighters"]}}})
    table = dc.shift(dc.read(pd.DataFrame(rows)), lexicon, by="source", before="A", after="B", over="year",
                     label="rebels", unit="document")  # fmt: skip
    printed = printed_table(table)
    assert set(printed["Label"]) == {"rebels"}
    assert {"Share, A", "Share, B"} <= {name.split(" (")[0] for name in printed.columns}


@pytest.mark.parametrize(
    ("every", "form"), [("year", r"\d{4}"), ("quarter", r"\d{4}Q\d"), ("month", r"\d{4}-\d\d")]
)
def test_times_of_a_change_are_written_as_they_are(tmp_path: Path, every: str, form: str) -> None:
    rows = [
        ("A", f"{year}-{month:02}-{day:02}", "rebels" if (year, month) < (2014, 7) else "terrorists")
        for year in range(2011, 2018)
        for month in (1, 4, 7, 10)
        for day in (3, 9, 20)
    ]
    articles = dc.read(pd.DataFrame(rows, columns=["source", "date", "text"]))
    changes = dc.change_points(articles, dc.Lexicon.read("syria"), label="rebels", every=every, by=None)
    printed = dc.save_table(changes, "changes", folder=tmp_path)
    assert re.fullmatch(rf"{form} \({form}–{form}\)", printed["Change (95% interval)"].iloc[0])
