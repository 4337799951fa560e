"""Looking at a file: what it proposes is what reads it."""

import json
import random
import shlex
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

import discourse as dc
from discourse.cli.main import main
from discourse.reading import inspection
from discourse.reading.guess import alike, date_forms, delimiter_of, encoding_of, levels_of, other_forms

WORDS = [
    "the",
    "government",
    "said",
    "that",
    "rebels",
    "and",
    "terrorists",
    "left",
    "the",
    "city",
    "with",
    "them",
]
ROWS = 40


def articles(**changed: list[str]) -> pd.DataFrame:
    rng = random.Random(1)
    texts = [" ".join(rng.choices(WORDS, k=60)) + "." for _ in range(ROWS)]
    outlets = [["SANA", "Etilaf", "Reuters"][n % 3] for n in range(ROWS)]
    days = [f"{n % 28 + 1:02}.{n % 12 + 1:02}.2016" for n in range(ROWS)]
    return pd.DataFrame({"outlet": outlets, "published": days, "body": texts, **changed})


def facts(seen: Any, what: str) -> list[str]:
    return seen.facts.loc[seen.facts["what"] == what, "found"].tolist()


def test_what_it_proposes_reads_the_file(tmp_path: Path) -> None:
    path = tmp_path / "news.csv"
    articles().to_csv(path, sep=";", index=False, encoding="utf-16")
    seen = dc.inspect(path)
    assert seen.options == {
        "text": "body",
        "source": "outlet",
        "date": "published",
        "date_format": "%d.%m.%Y",
        "language": "en",
        "delimiter": ";",
        "encoding": "utf-16",
    }
    corpus = dc.read(path, **seen.options)
    assert len(corpus) == ROWS
    assert corpus.notes.empty
    assert (
        seen.call
        == f"dc.read({str(path)!r}, " + ", ".join(f"{k}={v!r}" for k, v in seen.options.items()) + ")"
    )
    assert facts(seen, "rows") == ["40"]
    assert facts(seen, "outlets") == ["3: SANA 14, Etilaf 13, Reuters 13"]
    assert facts(seen, "dates") == ["2016-01-01 to 2016-12-24; 0 documents without a date"]
    assert facts(seen, "languages") == ["en 100% (of 40 texts sampled)"]
    roles = dict(zip(seen.columns["column"], seen.columns["role"], strict=True))
    assert roles == {"outlet": "source", "published": "date", "body": "text"}


def test_the_command_it_prints_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    articles(id=["7"] * ROWS).to_csv("my news.csv", index=False)
    shown = CliRunner().invoke(main, ["inspect", "my news.csv"])
    assert shown.exit_code == 0
    command = shown.output.strip().splitlines()[-1]
    assert command.startswith('discourse report "my news.csv" --text body --source outlet --date published')
    words = shlex.split(command)
    counted = CliRunner().invoke(main, ["count", *words[2:], "--csv", "-"])
    assert counted.exit_code == 0, counted.output
    assert "terrorists" in counted.output


def test_the_command_names_the_file_of_aliases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    articles().to_csv("news.csv", index=False)
    Path("names.toml").write_text('A = "B"\nC = "B"\n', encoding="utf-8")
    seen = CliRunner().invoke(main, ["inspect", "news.csv", "--aliases", "names.toml"])
    command = seen.output.splitlines()[-1]
    assert "--aliases names.toml --language en" in command
    assert command == dc.inspect("news.csv", aliases=Path("names.toml")).command
    given = dc.inspect("news.csv", aliases={"A": "B", "C": "B"}).command
    assert given == command.replace("names.toml", "aliases.toml")


def test_faults_are_told_and_repaired(tmp_path: Path) -> None:
    table = articles(nr=[str(n // 2) for n in range(ROWS)]).rename(columns={"nr": "id"})
    table.loc[0, "published"] = "yesterday"
    table.loc[1, "body"] = ""
    table.loc[2:3, "body"] = "the same words"
    path = tmp_path / "news.csv"
    table.to_csv(path, index=False)
    seen = dc.inspect(path, id="id")
    assert seen.options["errors"] == "repair"
    assert facts(seen, "noted") == [
        "id made unique: 20",
        "date made missing: 1",
        "document without text left out: 1",
    ]
    assert facts(seen, "texts") == ["39, with a median of 60 words; 1 empty, 1 repeated"]
    assert len(dc.read(path, **seen.options)) == ROWS - 1


def test_what_is_said_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "news.csv"
    articles(other=articles()["outlet"].tolist()).to_csv(path, index=False)
    seen = dc.inspect(path, source="other", date_format=["%d.%m.%Y", "iso"])
    assert seen.options["source"] == "other"
    assert seen.options["date_format"] == ["%d.%m.%Y", "iso"]
    with pytest.raises(dc.CorpusError, match=r"colour= is not known; what read takes is: text, source"):
        dc.inspect(path, colour="red")


def test_columns_that_are_not_found(tmp_path: Path) -> None:
    path = tmp_path / "news.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    seen = dc.inspect(path)
    assert facts(seen, "not found") == ["a column for text or source; say text="]


def test_folders(tmp_path: Path) -> None:
    for name in ("SANA/2015/a.txt", "SANA/2016/b.txt", "Etilaf/2016/c.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("the refugees’ homes – burnt", encoding="windows-1252")
    seen = dc.inspect(tmp_path)
    assert seen.options == {"folders": ["source", "year"], "encoding": "windows-1252"}
    assert "--folders source,year" in seen.command
    assert len(dc.read(tmp_path, **seen.options)) == 3


def test_one_outlet_by_several_names(tmp_path: Path) -> None:
    path = tmp_path / "news.csv"
    articles(outlet=["Fox News", "Fox Online News", "CNN", "Fox News"] * 10).to_csv(path, index=False)
    seen = dc.inspect(path)
    assert facts(seen, "alias?") == ['"Fox Online News" = "Fox News"']
    assert "aliases" not in seen.options  # only a reader knows whether they are one
    shown = " ".join(CliRunner().invoke(main, ["inspect", str(path)]).output.split())
    assert 'write those that are right into a file, and add --aliases "aliases.toml"' in shown
    (tmp_path / "aliases.toml").write_text(facts(seen, "alias?")[0], encoding="utf-8")
    renamed = dc.inspect(path, aliases=tmp_path / "aliases.toml")
    assert facts(renamed, "outlets") == ["2: Fox News 30, CNN 10"]
    assert not facts(renamed, "aliases")
    assert alike(["A News", "B", "a.com", "News"]) == [["A News", "a.com"]]


def test_parquet_and_json(tmp_path: Path) -> None:
    articles().to_parquet(tmp_path / "news.parquet")
    (tmp_path / "news.json").write_text(json.dumps(articles().to_dict("records")), encoding="utf-8")
    wanted = {"text": "body", "source": "outlet", "date": "published", "date_format": "%d.%m.%Y"}
    wanted["language"] = "en"
    assert dc.inspect(tmp_path / "news.parquet").options == wanted
    assert dc.inspect(tmp_path / "news.json").options == wanted


def test_fakes(data: Path) -> None:
    path = data / "fakes" / "FA-KES-Dataset.csv"
    seen = dc.inspect(path)
    assert seen.options == {
        "text": "article_content",
        "title": "article_title",
        "id": "unit_id",
        "date_format": "%m/%d/%Y",
        "language": "en",
        "encoding": "latin-1",
        "errors": "repair",
    }
    assert facts(seen, "noted") == [
        "control characters of latin-1; windows-1252 may be meant: 120",
        "empty columns without a name left out: 3",
        "id made unique: 12",
    ]
    assert facts(seen, "to repair") == ["12 of these; without repair, reading refuses them"]
    assert facts(seen, "texts") == ["804, with a median of 264 words; 0 empty, 15 repeated"]
    assert len(dc.read(path, **seen.options)) == 804


def test_newsbias_has_dates_of_two_forms(data: Path, tmp_path: Path) -> None:
    first = next(pq.ParquetFile(data / "newsbias.parquet").iter_batches(2000))
    first.to_pandas().to_parquet(tmp_path / "news.parquet")
    seen = dc.inspect(tmp_path / "news.parquet")
    assert seen.options == {"date_format": ["iso", "%m/%d/%y"], "language": "en"}
    assert '"Fox News" = "Fox Online News"' in facts(seen, "alias?")


SAID = {
    "Les réfugiés, où l'État a déclaré « nous sommes prêts » — dès l'été.": ("cp1252", "mac_roman", "utf-8"),
    "Où ça ? Les réfugiés, où l'État a déclaré : nous sommes prêts, dès l'été.": ("cp850", "cp1252"),
    "The rebels’ leader said “we don’t know” and left. It wasn’t them.": ("cp1252", "mac_roman"),
    "Žena in mož sta šla v Šiško, življenje je težko, čez noč.": ("cp1250", "iso8859_2"),
    "Россия заявила о поддержке правительства в Дамаске": ("cp1251", "koi8_r", "cp866", "iso8859_5", "utf-8"),
    "قالت الحكومة إن الإرهابيين فروا من المدينة": ("cp1256", "iso8859_6", "utf-8"),
    "政府は難民を受け入れると発表した。": ("cp932", "euc_jp", "utf-8"),
    "政府表示将接收难民。叙利亚局势紧张，叛军撤退。": ("gb18030", "utf-8"),
    "Rząd ogłosił, że uchodźcy będą przyjęci; mówią „źle”.": ("cp1250", "utf-8"),
}


@pytest.mark.parametrize(("text", "encoding"), [(text, e) for text, names in SAID.items() for e in names])
def test_encodings(text: str, encoding: str) -> None:
    data = f"source,text\nA,{text}\nB,{text} {text}\n".encode(encoding)
    assert data.decode(encoding_of(data) or "utf-8") == data.decode(encoding)


def test_utf_8_with_damage_is_utf_8() -> None:
    assert encoding_of("Réfugiés à la frontière. ".encode() * 20 + b"\xff") is None
    assert encoding_of("words".encode("utf-16-be") * 9) == "utf-16-be"


@pytest.mark.parametrize(
    ("dates", "forms"),
    [
        (["2016-03-01", "2016-03-01T10:00:00Z"], ["iso"]),
        (["3/14/2016", "3/1/2016"], ["%m/%d/%Y"]),
        (["14/3/2016", "1/3/2016"], ["%d/%m/%Y"]),
        (["2016-03-01", "2016-03-02", "3/14/16"], ["iso", "%m/%d/%y"]),
        (["January 5, 2016"], ["%B %d, %Y"]),
        (["Tue, 01 Mar 2016 23:30:00 +0000"], ["%a, %d %b %Y %H:%M:%S %z"]),
        (["3 mars 2019", "14 août 2019", "1er mai 2019"], ["words"]),
        (["yesterday", ""], []),
    ],
)
def test_forms_of_dates(dates: list[str], forms: list[str]) -> None:
    assert date_forms(dates) == forms


def test_dates_that_may_be_read_in_two_ways(tmp_path: Path) -> None:
    assert other_forms(["3/4/2016", "5/6/2016"], "%m/%d/%Y") == ["%d/%m/%Y"]
    assert other_forms(["3/4/2016", "5/16/2016"], "%m/%d/%Y") == []
    path = tmp_path / "news.csv"
    articles(published=["3/4/2016"] * ROWS).to_csv(path, index=False)
    assert facts(dc.inspect(path), "other date format") == ["%d/%m/%Y reads all of them too, as other days"]


def test_levels_and_delimiters() -> None:
    paths = [Path("2015/x/SANA/a.txt"), Path("2016/x/TRT/b.txt")]
    assert levels_of(paths) == ["year", "folder", "source"]  # type: ignore[arg-type]
    assert delimiter_of("a\tb,c\td\n1\t2,3\t4\n") == "\t"
    assert delimiter_of("words\n") == ","


def test_what_cannot_be_looked_at(tmp_path: Path) -> None:
    shown = CliRunner().invoke(main, ["inspect", str(tmp_path / "nothing.csv")])
    assert (shown.exit_code, "Traceback" in shown.output) == (1, False)
    assert shown.output.startswith("discourse: there is no ")
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7")
    with pytest.raises(dc.CorpusError, match=r"a\.pdf: a PDF"):
        dc.inspect(tmp_path / "a.pdf")
    (tmp_path / "a.csv").write_bytes(b"")
    with pytest.raises(dc.CorpusError, match=r"a\.csv: the file is empty"):
        dc.inspect(tmp_path / "a.csv")


EXPORT = """\
Download Request: Selected Items: 1-1

                               1 of 1 DOCUMENTS

                              The Gazette (Marun)

                            January 23, 2015 Friday

Rebels take town

LENGTH: 6 words

The rebels took the town today.

LOAD-DATE: January 24, 2015

Copyright 2015 The Gazette
"""


def test_repair_is_proposed_only_where_reading_would_refuse(tmp_path: Path) -> None:
    path = tmp_path / "export.txt"
    path.write_text(EXPORT, encoding="utf-8")
    read = dc.read(path, format="nexis").notes["what"].tolist()
    assert "line outside the articles left out (cover, search terms, contents)" in read
    seen = dc.inspect(path)
    assert seen.options == {"format": "nexis"}
    assert facts(seen, "to repair") == []


def printed(*words: str) -> str:
    """Return the last paragraph that the command prints: the next command."""
    shown = CliRunner().invoke(main, ["inspect", *words])
    assert shown.exit_code == 0, shown.output
    return shown.output.rstrip("\n").split("\n\n")[-1]


@pytest.mark.parametrize(
    "name", ["-news.csv", "two  spaces.csv", "it's $HOME.csv", "a\ttab.csv", "n\u00a0b.csv"]
)
def test_the_command_it_prints_reads_files_and_columns_of_any_name(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    columns = {"outlet": "the  OUTLET", "body": "Body\nof it"}
    articles().rename(columns=columns).to_csv(name, index=False)
    command = printed("--source", "the  OUTLET", "--text", "Body\nof it", "--", name)
    counted = CliRunner().invoke(main, ["count", *shlex.split(command)[2:], "--csv", "-"])
    assert counted.exit_code == 0, counted.output
    assert "terrorists" in counted.output


def test_what_is_said_on_the_command_line_is_in_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    articles().rename(columns={"body": "text", "outlet": "source"}).drop(columns="published").to_csv("n.csv")
    Path("names.toml").write_text('SANA = "Syrian Arab News Agency"\n', encoding="utf-8")
    assert (
        printed("n.csv", "--aliases", "names.toml")
        == "discourse report n.csv --aliases names.toml --language en"
    )
    seen = dc.inspect("n.csv", aliases={"SANA": "Syrian Arab News Agency"}, errors="raise")
    assert seen.command == "discourse report n.csv --aliases aliases.toml --language en"
    assert facts(seen, "outlets") == ["3: Syrian Arab News Agency 14, Etilaf 13, Reuters 13"]


def test_without_text_or_source_there_is_no_command(tmp_path: Path) -> None:
    path = tmp_path / "news.csv"
    articles().rename(columns={"outlet": "Organ"}).to_csv(path, index=False)
    seen = dc.inspect(path)
    assert (seen.command, seen.call) == ("", "")
    assert facts(seen, "not found") == ["a column for source; say source="]
    shown = CliRunner().invoke(main, ["inspect", str(path)]).output
    assert "not found         a column for source; say --source\n" in shown
    assert "discourse report" not in shown
    with pytest.raises(dc.CorpusError) as caught:
        dc.inspect(path, text="none")
    assert str(caught.value) == "news.csv: no column 'none' for text=; its columns are Organ, published, body"


def test_what_has_no_rows_is_refused_as_reading_does(tmp_path: Path) -> None:
    (tmp_path / "news.csv").write_text("source,text\n", encoding="utf-8")
    (tmp_path / "a.txt").write_text("Words.", encoding="utf-8")
    (tmp_path / "metadata.csv").write_text("file,source\nsub\\a.txt,SANA\n", encoding="utf-8")
    for path, sentence in (
        (tmp_path / "news.csv", "news.csv: no rows; at least one document is needed"),
        (
            tmp_path,
            f"{tmp_path.name}/metadata.csv, row 1: the file 'sub\\\\a.txt' is not in the folder; each row "
            'names a file beside it; errors="repair" leaves such rows out',
        ),
        ("s3://bucket/news", "what is inspected is a file or a folder here, not an address"),
        (articles(), "what is inspected is a file or a folder here, not a DataFrame"),
    ):
        with pytest.raises(dc.CorpusError) as caught:
            dc.inspect(path)  # type: ignore[arg-type]
        assert str(caught.value) == sentence


def test_columns_of_bytes_are_shown(tmp_path: Path) -> None:
    path = tmp_path / "news.parquet"
    articles(raw=[b"\xff"] * ROWS).to_parquet(path)  # type: ignore[list-item]
    columns = dc.inspect(path).columns
    shown = {"column": "raw", "role": "", "filled": 40, "distinct": 1, "example": "b'\\xff'"}
    assert columns[columns["column"] == "raw"].to_dict("records") == [shown]


def test_an_index_with_a_name_is_a_column(tmp_path: Path) -> None:
    path = tmp_path / "news.parquet"
    articles(id=["7"] * ROWS).set_index("id").to_parquet(path)
    seen = dc.inspect(path)
    assert facts(seen, "noted") == ["id made unique: 39"]
    assert len(dc.read(path, **seen.options)) == ROWS


def test_what_cleaning_would_empty_is_repaired(tmp_path: Path) -> None:
    table = articles(title=["A town falls"] * ROWS)
    table.loc[:1, "body"] = ["A town falls", "READ MORE"]
    table.to_csv(tmp_path / "news.csv", index=False)
    seen = dc.inspect(tmp_path / "news.csv")
    assert facts(seen, "texts") == [
        "38, with a median of 60 words; 2 empty (some only after cleaning), 0 repeated"
    ]
    assert facts(seen, "noted") == ["document without text left out: 2"]
    assert len(dc.read(tmp_path / "news.csv", **seen.options)) == ROWS - 2
    (tmp_path / "none.csv").write_text("source,text\nSANA,READ MORE\n", encoding="utf-8")
    with pytest.raises(dc.CorpusError, match=r"none\.csv, column 'text': no document has any text"):
        dc.inspect(tmp_path / "none.csv")


def test_what_a_folder_says_of_itself_counts(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / f"{name}.txt").write_text(f"Only {name}.", encoding="utf-8")
    (tmp_path / "metadata.csv").write_text("file,source\na.txt,Fox\nb.txt,Fox Web\n", encoding="utf-8")
    (tmp_path / "corpus.toml").write_text('drop_lines = ["Only a."]\n', encoding="utf-8")
    (tmp_path / "aliases.toml").write_text('"Fox Web" = "Fox"\n', encoding="utf-8")
    seen = dc.inspect(tmp_path)
    assert facts(seen, "outlets") == ["1: Fox 1"]  # the other text is nothing else
    assert seen.options == {"errors": "repair"}
    assert len(dc.read(tmp_path, **seen.options)) == 1


@pytest.mark.parametrize(
    ("name", "mark", "first", "delimiter"),
    [
        ("news.tsv", ";", "", ";"),
        ("news.tsv", ",", "", ","),
        ("news.tsv", "\t", "", None),
        ("news.csv", "\t", "", "tab"),
        ("news.csv", ";", "sep=;\n", None),
    ],
)
def test_a_delimiter_is_proposed_where_reading_needs_it(
    name: str, mark: str, first: str, delimiter: str | None, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_text(first + articles().to_csv(sep=mark, index=False), encoding="utf-8")
    seen = dc.inspect(path)
    assert seen.options.get("delimiter") == delimiter
    assert len(dc.read(path, **seen.options)) == ROWS


def test_a_tsv_with_another_delimiter_is_named(tmp_path: Path) -> None:
    (tmp_path / "news.tsv").write_text("source,text\nSANA,Words.\n", encoding="utf-8")
    with pytest.raises(dc.CorpusError) as caught:
        dc.read(tmp_path / "news.tsv")
    assert str(caught.value) == (
        "news.tsv: its one column is called 'source,text'; say delimiter=',' if that stands between the cells"
    )


def test_a_folder_with_metadata_as_excel_writes_it(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Plain words.", encoding="utf-8")
    (tmp_path / "b.txt").write_text("Die Flüchtlinge über der Grenze", encoding="windows-1252")
    (tmp_path / "metadata.csv").write_text("file;source\na.txt;Süd\nb.txt;Süd\n", encoding="windows-1252")
    seen = dc.inspect(tmp_path)
    assert seen.options == {"delimiter": ";", "encoding": "windows-1252"}
    assert dc.read(tmp_path, **seen.options).documents["source"].tolist() == ["Süd", "Süd"]
    (tmp_path / "a.txt").write_text("Süd in UTF-8", encoding="utf-8")  # no one encoding reads both
    assert dc.inspect(tmp_path).options == {"delimiter": ";", "errors": "repair"}


@pytest.mark.parametrize(
    ("dates", "forms"),
    [
        (["1451952000", "1452038400"], ["unix"]),
        (["1451952000000", "1452038400123"], ["unix"]),
        (["42374", "42375"], ["excel"]),  # no seconds of 1970
        (["1451952000000000", "1452038400123456"], ["unix"]),
        (["1451952000000000000"], ["unix"]),
        (["2015", "2016"], ["%Y"]),
        (["201512", "201601"], []),  # a month is no day
        (["2016-3-1", "2016-12-24"], ["%Y-%m-%d"]),
        (["20160301T101500Z"], ["%Y%m%dT%H%M%S%z"]),
    ],
)
def test_numbers_as_dates(dates: list[str], forms: list[str]) -> None:
    assert date_forms(dates) == forms


def test_dates_that_no_form_reads_are_shown(tmp_path: Path) -> None:
    path = tmp_path / "news.csv"
    articles(published=[f"day {n}" for n in range(ROWS)]).to_csv(path, index=False)
    seen = dc.inspect(path)
    said = "'day 0', 'day 1', 'day 2', …; no form is known for them; say "
    assert facts(seen, "dates not read") == [said + "date_format="]
    assert facts(seen, "noted") == ["date made missing: 40"]
    assert "errors" not in seen.options
    assert facts(seen, "no repair") == ["it would make all dates missing; make them ISO (2015-01-23) first"]
    shown = CliRunner().invoke(main, ["inspect", str(path)]).output
    assert f"dates not read    {said}--date-format\n" in shown


@pytest.mark.parametrize(
    ("dates", "form", "days"),
    [
        (["3 mars 2019", "14 août 2019"], "words", ["2019-03-03", "2019-08-14"]),
        (["42740", "42741.75"], "excel", ["2017-01-05", "2017-01-06"]),
    ],
)
def test_dates_in_words_and_of_excel(tmp_path: Path, dates: list[str], form: str, days: list[str]) -> None:
    path = tmp_path / "news.csv"
    path.write_text(f"text,source,date\nRebels.,A,{dates[0]}\nRebels.,B,{dates[1]}\n", encoding="utf-8")
    seen = dc.inspect(path)
    assert seen.options == {"date_format": form}
    assert dc.read(path, **seen.options).documents["date"].astype(str).tolist() == days


def test_dates_that_are_not_plausible_are_named(tmp_path: Path) -> None:
    path = tmp_path / "news.csv"
    days = ["0001-01-01", "3050-01-02"] + ["2016-05-01"] * (ROWS - 2)
    articles(published=days).to_csv(path, index=False)
    assert facts(dc.inspect(path), "implausible") == [
        "2 dates before 1800 or after today, 0001-01-01 (1), 3050-01-02 (2): correct them, for each "
        "stretches every axis of time"
    ]


def test_dates_that_are_numbers(tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    table = articles()
    table["published"] = [1451952000000 + 86_400_000 * n for n in range(ROWS)]
    table.to_json(path, orient="records", lines=True)
    seen = dc.inspect(path)
    assert seen.options["date_format"] == "unix"
    assert str(dc.read(path, **seen.options).documents["date"].iloc[0]) == "2016-01-05 00:00:00"


def test_what_reading_leaves_as_it_is_is_named(tmp_path: Path) -> None:
    table = articles()
    table.loc[0, "body"] = '<p class="x">The rebels said &amp; left.</p>'
    table.loc[1, "body"] = "The rebels &#8220;left&#8221;"
    table.loc[2, "body"] = "Les réfugiés n’ont rien".encode().decode("windows-1252")
    table.loc[3, "body"] = "x < y > z & NÃO «Ã»: AT&T, A&P;"
    table.to_csv(tmp_path / "news.csv", index=False)
    seen = dc.inspect(tmp_path / "news.csv")
    assert facts(seen, "markup") == [
        "in 2 of 40 texts, as '<p class=\"x\">': HTML in the text; entities become characters, tags go"
    ]
    assert facts(seen, "damaged letters") == [
        "in 1 of 40 texts, as 'Ã©': UTF-8 that was once read as windows-1252; mend it before"
    ]
    corpus = dc.read(tmp_path / "news.csv", **seen.options)
    assert not {"class", "amp"} & set(dc.term_frequencies(corpus)["term"])
    as_is = facts(dc.inspect(tmp_path / "news.csv", clean=False), "markup")
    assert as_is[0].endswith("HTML in the text; without cleaning, its words are counted too")


def test_years_are_no_seconds() -> None:
    assert other_forms(["2015", "2016"], "%Y") == []


def test_columns_of_other_languages_and_tools(tmp_path: Path) -> None:
    path = tmp_path / "news.csv"
    roles = {"outlet": "Quelle", "published": "Datum", "body": "Volltext"}
    articles(Titel=["Ein Ort"] * ROWS).rename(columns=roles).to_csv(path, index=False)
    seen = dc.inspect(path).options
    assert {seen[role] for role in ("text", "source", "date", "title")} == {*roles.values(), "Titel"}
    for title in ("Überschrift", "Ueberschrift", "Schlagzeile", "Titre", "Título", "Titolo"):
        articles(**{title: ["Ein Ort"] * ROWS}).rename(columns=roles).to_csv(path, index=False)
        assert dc.inspect(path).options["title"] == title
    named = {"outlet": "media_name", "published": "publish_date", "body": "text"}
    articles(url=["https://www.bbc.co.uk/news/1"] * ROWS).rename(columns=named).to_csv(path, index=False)
    assert dc.inspect(path).options["source"] == "media_name"  # and not the address


@pytest.mark.parametrize("encoding", ["cp1250", "iso-8859-2"])
@pytest.mark.parametrize(
    "text",
    [
        "Rząd i opozycja walczą o władzę w Syrii. Żołnierze źle znoszą święta, a Łódź ćwiczy.",
        "Příliš žluťoučký kůň úpěl ďábelské ódy, řekl prezident.",
    ],
)
def test_central_european_encodings(tmp_path: Path, text: str, encoding: str) -> None:
    path = tmp_path / "news.csv"
    path.write_text(f'text,source\n"{text}",A\n', encoding=encoding)
    seen = dc.inspect(path)
    assert seen.options == {"encoding": encoding}
    assert next(iter(dc.read(path, **seen.options).texts([0]))) == text


def test_a_few_foreign_names_are_western() -> None:
    text = "The rebels’ café, said “naïve” José Muñoz and Angela Müller of Curaçao; São Paulo"
    assert encoding_of(text.encode("cp1252")) == "windows-1252"


def test_letters_that_were_lost_before_are_not_blamed_on_the_encoding(tmp_path: Path) -> None:
    path = tmp_path / "news.csv"
    path.write_text('text,source\n"��, said the re\u00ef rebels� left.",A\nThe regime.,B\n', encoding="utf-8")
    seen = dc.inspect(path)
    assert seen.options == {}
    assert facts(seen, "lost letters") == [
        "in 1 of 2 texts, as '��': U+FFFD, for letters that were lost before; no encoding brings them back"
    ]


def test_pages_that_declare_a_wrong_encoding(tmp_path: Path) -> None:
    (tmp_path / "A").mkdir()
    paragraph = "<p>The rebels’ café held the town and the regime waits for the long night to end.</p>"
    page = f'<html><head><meta charset="UTF-8"></head><body><article>{paragraph * 5}</article></body></html>'
    (tmp_path / "A" / "lie.html").write_bytes(page.encode("cp1252"))
    seen = dc.inspect(tmp_path)
    assert seen.options == {"folders": ["source"], "encoding": "windows-1252"}
    assert "rebels’ café" in next(iter(dc.read(tmp_path, **seen.options).texts([0])))


def test_quotation_marks_after_backslashes(tmp_path: Path) -> None:
    path = tmp_path / "mysql.csv"
    said = r'"He said \"the rebels\", and left. \"Yes\", he said.",A,\N'
    path.write_text(f'text,source,date\n{said}\n"The rebels hold the town.",B,2015-01-02\n', encoding="utf-8")
    seen = dc.inspect(path)
    assert seen.options == {"escape": "backslash"}
    read = dc.read(path, **seen.options)
    assert next(iter(read.texts([0]))) == 'He said "the rebels", and left. "Yes", he said.'
    assert read.documents["date"].isna().tolist() == [True, False]
    with pytest.raises(dc.CorpusError, match=r"doubled, or say escape= for the one before it"):
        dc.read(path)


def test_without_a_source_addresses_and_categories_are_proposed(tmp_path: Path) -> None:
    path = tmp_path / "news.csv"
    path.write_text(
        "article_source_link,text\nhttps://www.rte.ie/1,Rebels.\nhttps://abc.go.com/2,Rebels.\n",
        encoding="utf-8",
    )
    seen = dc.inspect(path)
    assert seen.options == {"source": "article_source_link"}
    assert facts(seen, "outlets") == ["2: rte.ie 1, go.com 1"]
    assert facts(seen, "sites") == [
        'go.com stands for abc.go.com 1; aliases= with lines such as "abc.go.com" = "…" makes them '
        "outlets of their own"
    ]
    own = dc.read(path, **seen.options, aliases={"abc.go.com": "ABC"})
    assert own.documents["source"].tolist() == ["rte.ie", "ABC"]
    table = articles().drop(columns="outlet").assign(party=["Labour", "Tory"] * 20, nr=range(ROWS))
    table.to_csv(path, index=False)
    assert facts(dc.inspect(path), "source?") == [
        "party: Labour 20, Tory 20; say source='party' to compare these"
    ]


def test_names_that_are_none(tmp_path: Path) -> None:
    path = tmp_path / "news.csv"
    articles(outlet=["NA", "SANA", "-", "SANA"] * 10).to_csv(path, index=False)
    assert facts(dc.inspect(path), "no outlet?") == [
        "NA 10, - 10: counted as outlets; aliases= makes them none"
    ]
    assert facts(dc.inspect(path), "alias?") == ['"NA" = "(no source)"', '"-" = "(no source)"']


def test_a_lexicon_that_hardly_fits_is_not_proposed(tmp_path: Path) -> None:
    path = tmp_path / "news.csv"
    articles(body=["The bakery sells bread and cakes."] * ROWS).to_csv(path, index=False)
    seen = dc.inspect(path)
    assert facts(seen, "labels") == [
        "the shipped lexicon is about Syria; it finds 0.0 labels an article here; discourse new begins one "
        "of your own: see docs/recipes/start-a-lexicon.md"
    ]
    assert seen.command.startswith(f"discourse new my-study {path} --text body")
    assert "--lexicon" not in seen.command
    own = tmp_path / "own.toml"
    own.write_text('name = "own"\n[food.labels]\nbread = ["bread"]\n', encoding="utf-8")
    seen = dc.inspect(path, lexicon=own)
    assert facts(seen, "labels") == ["the lexicon 'own' finds 1.0 labels an article here"]
    assert seen.command.endswith(f" --lexicon {own}")


def test_a_script_without_spaces_needs_its_language(tmp_path: Path) -> None:
    path = tmp_path / "zh.csv"
    text = "叙利亚政府军和反对派在阿勒颇交战。叛军占领了道路，军队撤退。"
    pd.DataFrame({"text": [text], "source": "S"}).to_csv(path, index=False)
    told = str(dc.inspect(path))
    assert "with a median of 30 signs" in told
    assert "language='zh'" in told or "--language zh" in told


def test_an_outlet_whose_texts_are_all_empty_is_none(tmp_path: Path) -> None:
    path = tmp_path / "news.csv"
    table = articles(outlet=["SANA", "Etilaf", "Gone"] * 13 + ["SANA"])
    table.loc[table["outlet"] == "Gone", "body"] = ""
    table.to_csv(path, index=False)
    seen = dc.inspect(path)
    assert facts(seen, "outlets") == ["2: SANA 14, Etilaf 13"]
    assert facts(seen, "no text") == ["Gone 13: left out, as these outlets have empty texts alone"]
    assert dc.read(path, **seen.options).metadata["source"].nunique() == 2


def test_that_lexicon_and_texts_are_in_two_languages_is_said(tmp_path: Path) -> None:
    path = tmp_path / "news.csv"
    body = "Die Regierung und die Rebellen sprachen am Montag in Damaskus über die Flüchtlinge im Land."
    articles(body=[body] * 40).to_csv(path, index=False)
    (said,) = facts(dc.inspect(path), "labels")
    assert said.endswith("; its language is 'en', and that of the texts 'de'")
    articles().to_csv(path, index=False)
    assert "language" not in facts(dc.inspect(path), "labels")[0]


def test_one_other_language_is_one_other(monkeypatch: pytest.MonkeyPatch) -> None:
    found = iter(["en"] * 199 + ["de"])
    monkeypatch.setattr("py3langid.langid.classify", lambda _: (next(found), 0.0))
    assert inspection._languages(["text"] * 200, {}) == "en 100%, 1 other (of 200 texts sampled)"


def test_a_saved_corpus_is_described(tmp_path: Path) -> None:
    saved = tmp_path / "saved"
    dc.read("seeds", language="en").save(saved)
    seen = dc.inspect(saved)
    assert facts(seen, "format") == ["saved corpus, 1 shard"]
    assert facts(seen, "documents") == ["4, with 2,647 words"]
    assert facts(seen, "language") == ["en"]
    assert facts(seen, "dates") == ["2015-01-23 to 2020-03-05; 0 documents without a date"]
    assert facts(seen, "labels") == ["the lexicon 'syria' finds 43.5 labels an article here"]
    assert "title: 4" in facts(seen, "noted")
    assert set(seen.columns["role"]) == {"id", "source", "date", "title", ""}
    assert seen.command == f"discourse report {saved}"
    assert len(dc.read(saved, **seen.options)) == 4
    some = dc.inspect(saved, where="source=Bloomberg")
    assert facts(some, "outlets") == ["1: Bloomberg 1"]
    assert some.command == f"discourse report {saved} --where source=Bloomberg"
    with pytest.raises(dc.CorpusError, match="a saved corpus, which was read when it was made"):
        dc.inspect(saved, text="body")
