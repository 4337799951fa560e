"""The file of a study: what it may say, from where its paths lead, and what is refused in one sentence."""

from pathlib import Path

import pytest

import discourse as dc
from discourse.errors import CorpusError
from discourse.ingest.options import OPTIONS
from discourse.reading.study import KEYS, Study, read_study


def written(folder: Path, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "study.toml").write_text(text, encoding="utf-8")
    return folder / "study.toml"


def test_without_a_file_it_is_what_the_notebooks_of_the_library_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert dc.study() == Study("seeds", {}, "syria", "source")


def test_paths_lead_from_where_one_is_and_names_of_the_library_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = 'corpus = "../news.csv"\nlexicon = "lexicon.toml"\nby = "country"\nevery = "month"\n'
    written(tmp_path / "mine", said + '[options]\naliases = "names.toml"\nwhere = ["year=2015"]\n')
    (tmp_path / "mine" / "names.toml").write_text('A = "B"\n', encoding="utf-8")
    (tmp_path / "mine" / "notebooks").mkdir()
    for place, way in (("mine", ""), ("mine/notebooks", "../")):
        monkeypatch.chdir(tmp_path / place)
        found = dc.study()
        assert (found.corpus, found.lexicon) == (f"{way}../news.csv", f"{way}lexicon.toml")
        assert found.options == {"aliases": f"{way}names.toml", "where": ["year=2015"]}
        assert (found.by, found.every, found.file) == ("country", "month", f"{way}study.toml")
    written(tmp_path / "mine", 'corpus = "s3://bucket/news"\nlexicon = "syria"\n')
    assert (dc.study().corpus, dc.study().lexicon) == ("s3://bucket/news", "syria")


def test_all_options_of_reading_can_be_said(tmp_path: Path) -> None:
    (tmp_path / "words.txt").write_text("the\n", encoding="utf-8")
    (tmp_path / "names.toml").write_text('A = "B"\n', encoding="utf-8")
    said = {
        "date_format": '"%d.%m.%Y"', "timezone": '"Europe/Berlin"', "aliases": '"names.toml"',
        "format": '"csv"', "folders": '["source"]', "delimiter": '";"', "escape": '"backslash"',
        "encoding": '"utf-8"', "errors": '"repair"', "clean": "false", "furniture": '"drop"',
        "where": "{year = [2015, 2016]}", "stop_words": '"words.txt"',
    }  # fmt: skip
    lines = [f"{name} = {said.get(name, repr('en'))}" for name in OPTIONS]
    found = read_study(written(tmp_path, "[options]\n" + "\n".join(lines)))
    assert list(found.options) == list(OPTIONS)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("corpus = x", r"study\.toml: not TOML: .*line 1"),
        ('corpsu = "x"', r"study\.toml: corpsu is not known; a study has corpus, options, lexicon, by, "),
        ('text = "body"', r"text is not known; .*; in \[options\] text says how the corpus is read"),
        ("by = 3", r"study\.toml: by is a text in quotation marks, not 3"),
        ('every = "day"', r"study\.toml: every is one of year, quarter, month, not 'day'"),
        ("options = 1", r"study\.toml: options is a table, \[options\], with lines such as text = \"body\""),
        ("[options]\nbody = 1", r"study\.toml: options\.body is not known; there are text, source, "),
        ("[options]\ntext = 3", r"study\.toml: options\.text: 3: a text is needed, not int"),
        ('[options]\nformat = "x"', r"study\.toml: options\.format: 'x' is not known; it must be one of"),
        ('[options]\nclean = "no"', r"study\.toml: options\.clean: must be True or False, not 'no'"),
        ('[options]\nstop_words = "none.txt"', r"study\.toml: options\.stop_words: there is no file "),
        ("[options]\ndate_format = 2015-01-01", r"study\.toml: options\.date_format: .*a text is needed"),
    ],
)
def test_what_cannot_be_used_is_one_sentence_with_file_and_key(
    text: str, sentence: str, tmp_path: Path
) -> None:
    file = written(tmp_path, text)
    with pytest.raises(CorpusError, match=sentence) as caught:
        read_study(file)
    assert str(caught.value).startswith(str(file))


def test_figures_of_other_settings_overwrite_none(tmp_path: Path) -> None:
    ours = Study("news.csv", {"text": "body"}, "syria", "source")
    assert ours.figures("news.csv", {"text": "body"}, "syria", "source") == "../figures"
    for other in (
        ("other.csv", {"text": "body"}, "syria", "source"),
        ("news.csv", {}, "syria", "source"),
        ("news.csv", {"text": "body"}, "mine.toml", "source"),
        ("news.csv", {"text": "body"}, "syria", "country"),
    ):
        assert ours.figures(*other) == "own-figures"
    assert KEYS == ("corpus", "options", "lexicon", "by", "every", "headline", "byline", "abstract")
