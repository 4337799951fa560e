"""Codes by hand correct the numbers that are compared."""

from collections.abc import Callable
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text

import discourse as dc

LABELS = {"armed": ("rebels", "fighters"), "talks": ("talks",)}
LEXICON = dc.Lexicon.from_dict(
    {concept: {"labels": {label: [label] for label in labels}} for concept, labels in LABELS.items()}
)
Truth = dict[str, tuple[int, int]]


def outlet(name: str, truth: Truth, articles: int, words: int, years: int = 1) -> pd.DataFrame:
    """Write articles in which some matches are right, and the others are followed by "album"."""
    random = np.random.default_rng(7)
    texts = [["said"] * words for _ in range(articles)]
    for label, (right, wrong) in truth.items():
        for number in range(right + wrong):
            text, at = texts[number % articles], int(random.integers(0, words // 2)) * 2
            while text[at] != "said":
                at = (at + 2) % words
            text[at : at + 2] = [label, "fled" if number < right else "album"]
    date = [f"{2015 + n % years}-01-01" for n in range(articles)]
    return pd.DataFrame({"source": name, "date": date, "text": [" ".join(text) for text in texts]})


def corpus_of(*outlets: pd.DataFrame) -> dc.Corpus:
    frame = pd.concat(outlets, ignore_index=True)
    return dc.read(frame.assign(id=[f"d{n}" for n in frame.index]), clean=False)


@pytest.fixture(scope="module")
def two_outlets() -> dc.Corpus:
    """Raw rates of 52 against 30 per 10,000 words, where the truth is 13.5 against 30."""
    return corpus_of(
        outlet("A", {"rebels": (27, 77), "fighters": (50, 0)}, 200, 100),
        outlet("B", {"rebels": (60, 0), "fighters": (30, 0)}, 200, 100),
    )


@pytest.fixture(scope="module")
def true_outlets() -> dc.Corpus:
    """The same without what is wrong."""
    return corpus_of(
        outlet("A", {"rebels": (27, 0), "fighters": (50, 0)}, 200, 100),
        outlet("B", {"rebels": (60, 0), "fighters": (30, 0)}, 200, 100),
    )


def answer(lines: pd.DataFrame) -> pd.Series:
    return lines["right"].str.startswith("album").map({True: "no", False: "yes"})


@pytest.fixture
def code(tmp_path: Path) -> Callable[..., Path]:
    def draw_and_code(corpus: dc.Corpus, **options: object) -> Path:
        file = tmp_path / f"coded-{len([*tmp_path.iterdir()])}.csv"
        lines = dc.validation_sample(corpus, LEXICON, tmp_path / f"{file.stem}-empty.csv", **options)
        lines.assign(correct=answer(lines)).to_csv(file, index=False)
        return file

    return draw_and_code


def rebels(table: pd.DataFrame, by: str = "source") -> pd.DataFrame:
    return table[table["label"] == "rebels"].set_index(by)


def test_where_one_outlet_is_mostly_wrong_raw_rates_say_the_reverse(
    two_outlets: dc.Corpus, code: Callable[..., Path]
) -> None:
    codes = code(two_outlets, n=80)
    table = dc.framing(two_outlets, LEXICON, unit="document", codes=codes)
    found = rebels(table)
    assert found["rate_raw"].tolist() == pytest.approx([52, 30])
    assert found.loc["B", "rate"] == pytest.approx(30)
    assert found.loc["A", "rate_low"] < 13.5 < found.loc["A", "rate_high"] < 52
    assert found["coded"].tolist() == [51, 29]
    both = dc.contrast(table[table["label"] == "rebels"], target="A", reference="B", value="rate").iloc[0]
    assert both["difference"] < 0 < both["rate_raw_target"] - both["rate_raw_reference"]
    assert both["difference_low"] < 13.5 - 30 < both["difference_high"] < 0


def test_where_all_is_coded_the_numbers_are_those_of_the_true_mentions(
    two_outlets: dc.Corpus, true_outlets: dc.Corpus, code: Callable[..., Path]
) -> None:
    table = dc.framing(two_outlets, LEXICON, unit="document", codes=code(two_outlets, n=500))
    truth = dc.framing(true_outlets, LEXICON, unit="document")
    columns = [f"{value}{end}" for value in ("rate", "share") for end in ("", "_low", "_high", "_degrees")]
    pd.testing.assert_frame_equal(table[columns], truth[columns])
    assert table["count_corrected"].tolist() == truth["count"].tolist()
    assert table["concept_count_corrected"].tolist() == truth["concept_count"].tolist()
    assert table["coded"].tolist() == table["count"].tolist()
    raw = dc.framing(two_outlets, LEXICON, unit="document")
    pd.testing.assert_series_equal(table["rate_raw"], raw["rate"], check_names=False)
    pd.testing.assert_series_equal(table["share_raw"], raw["share"], check_names=False)
    same = [name for name in raw.columns if name not in columns]
    pd.testing.assert_frame_equal(table[same], raw[same])


def test_the_estimate_is_right_on_average_where_years_are_parts_of_strata(tmp_path: Path) -> None:
    first = outlet("A", {"rebels": (5, 45)}, 25, 60).assign(date="2015-05-01")
    later = outlet("A", {"rebels": (40, 10)}, 25, 60).assign(date="2016-05-01")
    corpus, found = corpus_of(first, later), []
    for seed in range(24):
        lines = dc.validation_sample(corpus, LEXICON, tmp_path / f"{seed}.csv", n=20, seed=seed)
        lines.assign(correct=answer(lines)).to_csv(tmp_path / f"coded-{seed}.csv", index=False)
        table = dc.framing(
            corpus, LEXICON, every="year", unit="document", codes=tmp_path / f"coded-{seed}.csv"
        )
        found.append(rebels(table, "year")["count_corrected"].to_numpy())
    error = np.std(found, axis=0) / np.sqrt(24)
    assert np.mean(found, axis=0) == pytest.approx([5, 40], abs=3 * error.max())
    assert np.mean(found, axis=0) != pytest.approx(
        [22.5, 22.5], abs=10
    )  # what the mean of the outlet would say


@pytest.mark.parametrize("seed", range(4))
def test_years_add_up_to_their_outlet_however_few_lines_there_are(
    years: tuple[dc.Corpus, dc.Corpus], code: Callable[..., Path], seed: int
) -> None:
    file = code(years[0], n=4, seed=seed)
    ask = {"unit": "document", "codes": file, "by": "source"}
    whole, parts = (dc.framing(years[0], LEXICON, every=every, **ask) for every in (None, "year"))
    total = parts.groupby(["source", "label"])["count_corrected"].sum(min_count=1)
    outlets = whole.set_index(["source", "label"])["count_corrected"].reindex(total.index)
    np.testing.assert_allclose(total, outlets, atol=1e-9)
    known = parts[parts["count_corrected"].notna()]
    assert known["count_corrected"].between(-1e-9, known["count"] + 1e-9).all()


def test_shards_change_nothing(two_outlets: dc.Corpus, code: Callable[..., Path]) -> None:
    parts = dc.Corpus([part for name in "BA" for part in two_outlets.select(source=name)._parts])
    assert len(parts.shards) == 2
    one, many = (
        dc.framing(each, LEXICON, unit="document", codes=code(each, n=40)) for each in (two_outlets, parts)
    )
    pd.testing.assert_frame_equal(one, many)


@pytest.mark.parametrize("by", ["source", None, ["source", "year"]])
def test_codes_correct_a_part_of_the_corpus_as_they_correct_it_in_the_whole(
    by: str | list[str] | None, years: tuple[dc.Corpus, dc.Corpus], code: Callable[..., Path]
) -> None:
    corpus, codes = years[0], code(years[0], n=60, by=by)
    groups = ["source", "year"]
    ask = {"by": groups, "unit": "document", "codes": codes, "predictions": predictions_of(corpus)}
    whole = dc.framing(corpus, LEXICON, **ask)
    parts = [
        corpus.select(year=2016).select(source="A"),  # one part of another
        dc.Corpus([part for name in "BA" for part in corpus.select(source=name)._parts]).select(year=2015),
        corpus.largest("source", n=1).with_stories(),
    ]
    parts[1]._wholes = (corpus._parts,)  # in shards, of which one may have no document left
    for part in parts:
        found = dc.framing(part, LEXICON, **ask).set_index([*groups, "label"])
        same = whole.set_index([*groups, "label"]).loc[found.index]
        ends = [*found.filter(regex="^(rate|share)_(low|high)$")]
        pd.testing.assert_frame_equal(found.drop(columns=ends), same.drop(columns=ends), rtol=1e-12)
        # how alike mentions of an article are is known from fewer of them
        pd.testing.assert_frame_equal(found[ends], same[ends], rtol=0.1)


def test_codes_of_a_part_follow_what_is_thick_enough_of_it(
    years: tuple[dc.Corpus, dc.Corpus], half_missed: dc.Corpus, code: Callable[..., Path], tmp_path: Path
) -> None:
    thin = outlet("C", {"fighters": (5, 5)}, 9, 60, 3)
    frame = pd.concat([years[0].documents.assign(text=[*years[0].texts(range(len(years[0])))]), thin])
    corpus = corpus_of(frame[["source", "date", "text"]])
    codes = code(corpus, n=60)
    kept = {"label": "rebels", "concept": "armed", "unit": "document", "codes": codes}
    with pytest.raises(dc.DiscourseError, match=r"occurs nowhere in these groups, so that no ratio.*: C"):
        dc.trend_model(corpus, LEXICON, **kept)
    two = corpus.select(source=["A", "B"])
    table = dc.trend_model(two, LEXICON, **kept)
    lines = pd.read_csv(codes)
    assert table.loc[table["kind"] == "time", "coded"].sum() == lines["label"].eq("rebels").sum()
    each = [dc.validate(part, LEXICON, codes) for part in (corpus.select(source=name) for name in "ABC")]
    together = dc.validate(corpus, LEXICON, codes)
    for column in ("count", "lines", "coded", "correct", "tokens"):
        assert sum(one[column] for one in each).tolist() == together[column].tolist()
    mine = lines[(lines["source"] == "A") & (lines["label"] == "rebels")]
    assert each[0].loc[0, "precision"] == mine["correct"].eq("yes").mean()
    with pytest.raises(dc.DiscourseError, match="was drawn from more documents than these, which are a part"):
        dc.codes_needed(two, LEXICON, codes)
    files = look(half_missed, tmp_path, n=60)
    part = rebels(dc.framing(half_missed.select(source="A"), LEXICON, unit="document", codes=files))
    whole = rebels(dc.framing(half_missed, LEXICON, unit="document", codes=files))
    pd.testing.assert_frame_equal(part, whole.loc[["A"]])
    with pytest.raises(dc.DiscourseError, match="from another selection of the corpus than"):
        dc.framing(two, LEXICON, codes=[codes, code(two, n=60)])


def test_a_label_without_codes_is_not_corrected(two_outlets: dc.Corpus, code: Callable[..., Path]) -> None:
    table = dc.framing(two_outlets, LEXICON, unit="document", codes=code(two_outlets, label="rebels", n=40))
    some = table[table["concept"] == "armed"]
    fighters = some["label"] == "fighters"
    assert some.loc[fighters, ["rate", "rate_low", "rate_high", "count_corrected"]].isna().all(axis=None)
    assert some.loc[~fighters, ["rate", "rate_low", "rate_high"]].notna().all(axis=None)
    assert some[["share", "share_low", "share_high"]].isna().all(axis=None)
    assert some[["rate_raw", "share_raw"]].notna().all(axis=None)
    talks = table[table["concept"] == "talks"]  # never used: nothing to be wrong
    assert talks["rate"].tolist() == [0, 0]


def test_words_and_figures_say_that_codes_correct(two_outlets: dc.Corpus, code: Callable[..., Path]) -> None:
    table = dc.framing(two_outlets, LEXICON, unit="document", codes=code(two_outlets, n=500))
    armed = table[table["concept"] == "armed"]
    assert dc.in_words(armed) == (
        "Armed. A: fighters about 50 of 77 (65%), rebels about 27 of 77 (35%); "
        "B: rebels about 60 of 90 (67%), fighters about 30 of 90 (33%). Corrected by 244 coded lines."
    )
    for figure in (dc.plot(armed), dc.plot.forest(armed, label="rebels")):
        said = " ".join(text.get_text() for text in figure.get_figure().findobj(Text)).replace("\n", " ")
        assert "corrected by coded lines like its value (no count is)" in said
        plt.close("all")
    assert "all together 52%" in said  # 87 of 167, not 164 of 244
    said = dc.in_words(table)  # several concepts
    assert "A: fighters about 50 and rebels about 27; " in said
    assert said.endswith(" Corrected by 244 coded lines.")
    both = dc.contrast(armed, target="A", reference="B")
    assert both["share_raw_target"].tolist() == pytest.approx([104 / 154, 50 / 154])
    assert both["share_target"].tolist() == pytest.approx([27 / 77, 50 / 77])
    assert "rebels about 27 of 77 (35%) against about 60 of 90 (67%), -31.6 points" in dc.in_words(both)


def test_every_table_of_a_concept_without_codes_has_words(
    two_outlets: dc.Corpus, code: Callable[..., Path]
) -> None:
    table = dc.framing(two_outlets, LEXICON, unit="document", codes=code(two_outlets, label="rebels", n=40))
    fighters = table[table["label"] == "fighters"]
    assert dc.in_words(fighters) == (
        "Armed. A: 154 found, not corrected; B: 90 found, not corrected. "
        "No line of it is coded, so nothing is corrected."
    )
    both = table[table["label"].isin(["fighters", "talks"])]
    assert dc.in_words(both).startswith("A: not corrected; B: not corrected. No line of it is coded")
    assert dc.in_words(table).endswith(
        "Corrected by 40 coded lines. Not corrected, for lack of coded lines: fighters."
    )
    assert "rebels about 17 (other labels lack coded lines)" in dc.in_words(
        table[table["concept"] == "armed"]
    )
    plt.close(dc.plot(table[table["concept"] == "armed"]).get_figure())


def test_what_cannot_be_corrected_is_refused(two_outlets: dc.Corpus, code: Callable[..., Path]) -> None:
    codes = code(two_outlets, n=5)
    with pytest.raises(
        dc.DiscourseError, match='codes= corrects counts that are added up; leave weight="article"'
    ):
        dc.framing(two_outlets, LEXICON, weight="article", codes=codes)
    with pytest.raises(dc.DiscourseError, match="codes= goes with uncertainty='linearized'"):
        dc.framing(two_outlets, LEXICON, uncertainty="bootstrap", codes=codes)
    with pytest.raises(dc.DiscourseError, match="coders= must be one of all, majority, not 'some'"):
        dc.framing(two_outlets, LEXICON, codes=codes, coders="some")
    with pytest.raises(
        dc.DiscourseError, match=r"codes= must be the path of a coded file, or a list of paths, not \[3\]"
    ):
        dc.framing(two_outlets, LEXICON, codes=[3])  # type: ignore[list-item]
    empty = codes.with_name(f"{codes.stem}-empty.csv")
    with pytest.raises(dc.DiscourseError, match=f"{empty.name}: no line is coded; its column 'correct'"):
        dc.framing(two_outlets, LEXICON, codes=empty)
    with pytest.raises(
        dc.DiscourseError, match=r"coded-2\.csv was not drawn as coded-0\.csv was; samples go"
    ):
        dc.framing(two_outlets, LEXICON, codes=[codes, code(two_outlets, n=5, seed=1)])


def test_a_larger_sample_takes_the_codes_of_a_smaller_one(
    two_outlets: dc.Corpus, code: Callable[..., Path]
) -> None:
    first = code(two_outlets, n=20)
    more = code(two_outlets, n=60, codes=first)
    expected = dc.framing(two_outlets, LEXICON, unit="document", codes=code(two_outlets, n=60))
    for files in ([first, more], [more, first]):
        found = dc.framing(two_outlets, LEXICON, unit="document", codes=files)
        pd.testing.assert_frame_equal(found, expected)
    rest = code(two_outlets, n=60, label="rebels", codes=first)
    only = dc.framing(two_outlets, LEXICON, unit="document", codes=[first, rest])
    pd.testing.assert_series_equal(rebels(only)["rate"], rebels(expected)["rate"])
    assert only.loc[only["label"] == "fighters", "coded"].sum() == 20


def missing(name: str, articles: int, found: int, missed: int) -> pd.DataFrame:
    """Write articles of five sentences with rebels that are found, and insurgents that are rebels too."""
    texts = []
    for number in range(articles):
        words = ["said"] * 100
        words[5:6] = ["rebels"] if number < found else ["said"]
        if number >= articles - missed:
            words[50:52] = ["insurgents", "fled"]
        sentences = [" ".join(words[first : first + 20]).capitalize() + "." for first in range(0, 100, 20)]
        texts.append(" ".join(sentences))
    return pd.DataFrame({"source": name, "date": "2015-01-01", "text": texts})


@pytest.fixture(scope="module")
def half_missed() -> dc.Corpus:
    """In A 30 of 60 rebels are missed and in B none of 40."""
    return corpus_of(missing("A", 60, 30, 30), missing("B", 60, 40, 0))


def look(corpus: dc.Corpus, folder: Path, n: int, seed: int = 0) -> list[Path]:
    """Code all matches, and some sentences without one."""
    files, drawn = [folder / "matches.csv", folder / f"missed-{n}-{seed}.csv"], folder / "drawn.csv"
    if not files[0].exists():
        every = dc.validation_sample(corpus, LEXICON, drawn, n=500)
        every.assign(correct="yes").to_csv(files[0], index=False)
        drawn.unlink()
    sample = {"concept": "armed", "missed": True, "seeds": "insurgent*"}
    lines = dc.validation_sample(corpus, LEXICON, drawn, n=n, seed=seed, **sample)
    drawn.unlink()
    seen = np.where(lines["node"].str.contains("insurgents fled"), "Rebels", "no")
    lines.assign(correct=seen).to_csv(files[1], index=False)
    return files


def test_missed_mentions_are_added(half_missed: dc.Corpus, tmp_path: Path) -> None:
    files = look(half_missed, tmp_path, n=5000)
    lines = pd.read_csv(files[1])
    assert len(lines) == 2 * 60 * 5 - 70  # all sentences but those with a match
    assert lines["stratum"].value_counts().to_dict() == {
        "A · elsewhere": 120, "A · near a seed": 30, "A · in an article that mentions it": 120,
        "B · elsewhere": 100, "B · in an article that mentions it": 160,
    }  # fmt: skip
    assert lines["label"].isna().all()
    table = dc.framing(half_missed, LEXICON, unit="document", codes=files)
    found = rebels(table)
    assert found["count"].tolist() == [30, 40]
    assert found["count_corrected"].tolist() == pytest.approx([60, 40])
    assert found["missed"].tolist() == pytest.approx([30, 0])
    assert found["rate"].tolist() == pytest.approx([100, 40 / 0.6])
    assert table.loc[table["concept"] == "talks", "missed"].isna().all()  # nobody has looked
    truth = dc.framing(
        half_missed, dc.Lexicon.from_dict({"armed": {"labels": {"rebels": ["rebels", "insurgents"]}}}),
        unit="document",
    )  # fmt: skip
    assert found[["rate_low", "rate_high"]].to_numpy() == pytest.approx(
        truth[["rate_low", "rate_high"]].to_numpy(), rel=0.02
    )


def test_sentences_near_a_seed_are_likelier_and_the_estimate_is_right_on_average(
    half_missed: dc.Corpus, tmp_path: Path
) -> None:
    found, near = [], []
    for seed in range(20):
        files = look(half_missed, tmp_path, n=40, seed=seed)
        lines = pd.read_csv(files[1])
        near.append(lines["stratum"].str.endswith("near a seed").sum())
        table = rebels(dc.framing(half_missed, LEXICON, unit="document", codes=files))
        assert (table["rate_low"] < table["rate"]).all()
        assert (table["rate"] < table["rate_high"]).all()
        found.append(table["missed"].to_numpy())
    assert set(near) <= {9, 10}  # of 40, where they are 30 of 530
    assert np.mean(found, axis=0) == pytest.approx([30, 0], abs=3)


def test_sentences_need_a_concept_and_coded_matches(half_missed: dc.Corpus, tmp_path: Path) -> None:
    with pytest.raises(
        dc.DiscourseError, match="missed=True looks for all labels of a concept: say concept="
    ):
        dc.validation_sample(half_missed, LEXICON, tmp_path / "x.csv", missed=True)
    files = look(half_missed, tmp_path, n=40)
    with pytest.raises(
        dc.DiscourseError, match="has sentences without a match; codes= needs a file of coded"
    ):
        dc.framing(half_missed, LEXICON, codes=files[1])
    other = look(half_missed, tmp_path, n=3)
    assert len(pd.read_csv(other[1])) == 5  # each stratum has one
    assert rebels(dc.framing(half_missed, LEXICON, codes=other))["rate"].notna().all()
    with pytest.raises(dc.DiscourseError, match="the sentences of a concept are of one sample"):
        dc.framing(half_missed, LEXICON, codes=[*files, other[1]])
    pd.read_csv(files[1]).assign(correct="yes").to_csv(files[1], index=False)
    with pytest.raises(
        dc.DiscourseError, match=r"'yes' is no answer; one of rebels, fighters .several with ;. or"
    ):
        dc.framing(half_missed, LEXICON, codes=files)


def test_years_are_drawn_and_told(tmp_path: Path) -> None:
    corpus = corpus_of(*(outlet(name, {"rebels": (20, 20), "fighters": (30, 0)}, 30, 60, 3) for name in "AB"))
    lines = dc.validation_sample(corpus, LEXICON, tmp_path / "empty.csv", n=40, by=["source", "year"])
    assert lines["stratum"].nunique() == 6
    file = tmp_path / "coded.csv"
    lines.assign(correct=answer(lines)).to_csv(file, index=False)
    table = dc.framing(corpus, LEXICON, every="year", unit="document", codes=file)
    armed = table[table["concept"] == "armed"]
    assert armed[["rate", "share", "share_low", "share_high"]].notna().all(axis=None)
    assert "about" in dc.in_words(armed)
    said = " ".join(text.get_text() for text in dc.plot(armed).get_figure().findobj(Text))
    plt.close("all")
    assert "corrected by" in said.replace("\n", " ")
    whole = dc.framing(corpus, LEXICON, by=None, unit="document", codes=file)
    of_years = armed.groupby("label")["count_corrected"].sum()
    together = whole.set_index("label")["count_corrected"]
    assert together[of_years.index].tolist() == pytest.approx(of_years.tolist())


def test_what_reads_matches_leaves_sentences_aside(half_missed: dc.Corpus, tmp_path: Path) -> None:
    files = look(half_missed, tmp_path, n=40)
    for ask in (dc.validate, dc.codes_needed):
        alone, beside = (ask(half_missed, LEXICON, codes) for codes in (files[:1], files))
        pd.testing.assert_frame_equal(alone, beside)
    with pytest.raises(dc.DiscourseError, match="a table of codes_needed has no figure"):
        dc.plot(alone)


def test_coders_of_sentences_count_alike(half_missed: dc.Corpus, tmp_path: Path) -> None:
    matches, first = look(half_missed, tmp_path, n=5000)
    second = tmp_path / "second.csv"
    pd.read_csv(first).assign(correct="no").to_csv(second, index=False)
    found = rebels(dc.framing(half_missed, LEXICON, unit="document", codes=[matches, first, second]))
    assert found["missed"].tolist() == pytest.approx([15, 0])
    third = tmp_path / "third.csv"
    pd.read_csv(first).to_csv(third, index=False)
    files = [matches, first, second, third]
    most = dc.framing(half_missed, LEXICON, unit="document", codes=files, coders="majority")
    assert rebels(most)["missed"].tolist() == pytest.approx([30, 0])


def test_a_file_of_before_is_still_read(two_outlets: dc.Corpus, code: Callable[..., Path]) -> None:
    codes = code(two_outlets, n=20)
    expected = dc.framing(two_outlets, LEXICON, unit="document", codes=codes)
    old = pd.read_csv(codes).drop(columns=["coder", "probability"])
    old["drawn"] = old["drawn"].str.replace(', "missed": false, "seeds": []', "", regex=False)
    assert not old["drawn"].str.contains("missed").any()
    old.to_csv(codes, index=False)
    found = dc.framing(two_outlets, LEXICON, unit="document", codes=codes)
    pd.testing.assert_frame_equal(found, expected)


VERBS: dict[str, Callable[..., pd.DataFrame]] = {
    "shift": lambda *given, **kept: dc.shift(*given, before=2015, after=2017, **kept),
    "standardize": dc.standardize,
    "trend_model": dc.trend_model,
    "divides": lambda *given, label, concept, value, **kept: dc.divides(*given, **kept),
}


@pytest.fixture(scope="module")
def years() -> tuple[dc.Corpus, dc.Corpus]:
    """Two outlets in three years, of which one is often wrong; and the same without what is wrong."""
    of = {"A": (60, 60), "B": (90, 60)}
    sides = ((wrong, name, right) for wrong in (1, 0) for name, (right, _) in of.items())
    made = [
        outlet(name, {"rebels": (right, wrong * of[name][1]), "fighters": (90, 0)}, 90, 60, 3)
        for wrong, name, right in sides
    ]
    return corpus_of(*made[:2]), corpus_of(*made[2:])


@pytest.mark.parametrize("value", ["share", "rate"])
@pytest.mark.parametrize("name", VERBS)
def test_what_all_lines_say_is_what_the_true_mentions_say(
    name: str, value: str, years: tuple[dc.Corpus, dc.Corpus], code: Callable[..., Path]
) -> None:
    ask, verb = {"label": "rebels", "concept": "armed", "value": value, "unit": "document"}, VERBS[name]
    codes = code(years[0], n=500, by=["source", "year"])
    found, truth, raw = (
        verb(years[0], LEXICON, codes=codes, **ask),
        verb(years[1], LEXICON, **ask),
        verb(years[0], LEXICON, **ask),
    )
    named = ("share", "rate", "ratio", "within", "mix", "difference", "weight", "standardized", "divide", "p")
    measured = [column for column in truth if column.startswith(named) and truth[column].dtype.kind == "f"]
    assert len(measured) >= 4
    pd.testing.assert_frame_equal(found[measured], truth[measured])
    # what the lexicon alone says stands beside
    for column in [each for each in found if "_raw" in each and (name, each[:5]) != ("divides", "share")]:
        pd.testing.assert_series_equal(found[column], raw[column.replace("_raw", "")], check_names=False)
    if name != "divides":  # whose groups are those that make most of a divide, another one there
        counts = [column for column in raw if column.startswith(("count", "concept_count", "tokens"))]
        pd.testing.assert_frame_equal(found[counts], raw[counts])
    for column in [each for each in found if each.startswith(("count_corrected", "concept_count_corrected"))]:
        expected = truth[column.replace("_corrected", "")]
        pd.testing.assert_series_equal(found[column], expected, check_names=False, check_dtype=False)
    assert found.attrs["options"]["codes"] == [codes.name]
    assert "codes" not in raw.attrs["options"]


@pytest.mark.parametrize("name", VERBS)
def test_a_part_of_the_lines_says_it_less_surely(
    name: str, years: tuple[dc.Corpus, dc.Corpus], code: Callable[..., Path]
) -> None:
    ask, verb = {"label": "rebels", "concept": "armed", "value": "share", "unit": "document"}, VERBS[name]
    some = verb(years[0], LEXICON, codes=code(years[0], n=120, by=["source", "year"]), **ask)
    truth = verb(years[1], LEXICON, **ask)
    if name == "divides":
        assert some.loc[0, "coded"] == 240
        assert some.loc[0, "design_effect"] > truth.loc[0, "design_effect"]
        assert some.loc[0, "p"] > truth.loc[0, "p"]
    else:
        end = {"shift": "difference", "standardize": "standardized", "trend_model": "ratio"}[name]
        wide, narrow = (each[f"{end}_high"] - each[f"{end}_low"] for each in (some, truth))
        assert (wide > narrow).all()
        assert (some[f"{end}_low"] < truth[end]).all()
        assert (truth[end] < some[f"{end}_high"]).all()
    said = dc.in_words(some)
    if name == "shift":
        assert said.startswith(
            "Year 2015, then 2017. rebels about 45 of 105, then about 52 of 112, +3.4 points"
        )
    shown = " ".join(text.get_text() for text in dc.plot(some).get_figure().findobj(Text)).replace("\n", " ")
    plt.close("all")
    assert "corrected by coded lines like its value" in shown


def test_a_change_of_what_is_right_is_found_where_raw_counts_stay_the_same(code: Callable[..., Path]) -> None:
    right = {year: (8, 22) if year < 2015 else (26, 4) for year in range(2011, 2019)}

    def written(*, wrong: int) -> dc.Corpus:
        return corpus_of(
            *(
                outlet("A", {"rebels": (yes, wrong * no), "fighters": (30, 0)}, 20, 60).assign(
                    date=f"{year}-05-01"
                )
                for year, (yes, no) in right.items()
            )
        )

    corpus, ask = written(wrong=1), {"label": "rebels", "concept": "armed", "unit": "document"}
    raw = dc.change_points(corpus, LEXICON, **ask)
    assert raw.loc[0, "p"] > 0.2
    truth = dc.change_points(written(wrong=0), LEXICON, **ask)
    all_coded = dc.change_points(corpus, LEXICON, codes=code(corpus, n=500), **ask)
    ends = ["change", "change_low", "change_high", "share_before", "share_after", "p"]
    pd.testing.assert_frame_equal(all_coded[ends], truth[ends])
    assert all_coded[["count_corrected", "concept_count_corrected"]].loc[0].tolist() == [136, 376]
    assert all_coded[["share_raw_before", "share_raw_after"]].loc[0].tolist() == [0.5, 0.5]
    for options in ({}, {"by": ["source", "year"]}):
        some = dc.change_points(corpus, LEXICON, codes=code(corpus, n=100, **options), **ask)
        assert some.loc[0, "change_low"] <= 2015 <= some.loc[0, "change_high"]
        assert some.loc[0, "p"] < 0.05
        assert some.loc[0, "coded"] == 100
        assert some.loc[0, ["share_before", "share_after"]].tolist() == pytest.approx([0.21, 0.46], abs=0.1)
        assert dc.in_words(some).endswith(" Corrected by coded lines.")
        assert dc.plot(some).get_title(loc="left") == "Change points: rebels"
    plt.close("all")


def test_a_finding_is_tested_with_what_codes_make_of_it(
    two_outlets: dc.Corpus, true_outlets: dc.Corpus, code: Callable[..., Path]
) -> None:
    ask = {"label": "rebels", "target": "A", "reference": "B", "unit": "document", "progress": False}
    raw, expected = (dc.sensitivity(each, LEXICON, **ask) for each in (two_outlets, true_outlets))
    found = dc.sensitivity(two_outlets, LEXICON, codes=code(two_outlets, n=500), **ask)
    without = ["titles counted too", "words split differently", "without a pattern"]
    assert found["check"].tolist() == raw.loc[~raw["check"].isin(without), "check"].tolist()
    own = "outlet's own words only"  # the same words, and others are left out with a document
    ends = ["difference", "difference_low", "difference_high", "p"]
    same = found["check"].isin(["as it is", own, "copies collapsed"])
    pd.testing.assert_frame_equal(found.loc[same, ends], expected.loc[found.index[same], ends])
    assert found["survives"].all()
    assert dc.in_words(found).endswith(" Corrected by coded lines.")
    part = dc.sensitivity(two_outlets, LEXICON, codes=code(two_outlets, n=80), **ask)
    assert (part["difference"] < -0.1).all()
    with pytest.raises(
        dc.DiscourseError, match="codes= cannot correct 'rebels' of both 'A' and 'B': it takes"
    ):
        dc.sensitivity(two_outlets, LEXICON, codes=code(two_outlets, n=80, label="rebels"), **ask)


def test_what_lacks_codes_is_not_followed(
    years: tuple[dc.Corpus, dc.Corpus], code: Callable[..., Path]
) -> None:
    codes = code(years[0], n=40, label="rebels")
    for name in ("shift", "standardize", "trend_model"):
        with pytest.raises(
            dc.DiscourseError,
            match="codes= has no coded line for some matches of fighters, so that the share",
        ):
            VERBS[name](years[0], LEXICON, label="rebels", concept="armed", value="share", codes=codes)
        kept = {"label": "rebels", "concept": "armed", "unit": "document"}
        rates = VERBS[name](years[0], LEXICON, value="rate", codes=codes, **kept)
        assert rates.filter(regex="^coded").to_numpy().sum() > 0
    table = dc.divides(years[0], LEXICON, codes=codes, progress=False)
    said = dc.in_words(table)
    assert said.startswith("Whether outlets choose alike cannot be said. Too few coded lines to say: armed.")
    assert "talks" in said.split("Too few articles in two outlets")[1]
    assert table.loc[0, ["divide", "p", "concept_count_corrected"]].isna().all()
    assert table.loc[0, "concept_count"] == 450


def test_patterns_have_no_part_of_a_corrected_change(
    years: tuple[dc.Corpus, dc.Corpus], tmp_path: Path
) -> None:
    lexicon = dc.Lexicon.from_dict(
        {"armed": {"labels": {"rebels": ["rebels", "rebel"], "fighters": ["fighters"]}}}
    )
    lines = dc.validation_sample(years[0], lexicon, tmp_path / "empty.csv", n=50)
    lines.assign(correct=answer(lines)).to_csv(tmp_path / "coded.csv", index=False)
    options = {"label": "rebels", "before": 2015, "after": 2016}
    assert "pattern" in dc.shift(years[0], lexicon, **options)["part"].tolist()
    found = dc.shift(years[0], lexicon, codes=tmp_path / "coded.csv", **options)
    assert found["part"].tolist() == ["total", "stratum", "stratum"]
    strata = found[found["part"] == "stratum"]
    for part in ("within", "mix", "difference", "count_corrected_before"):
        assert strata[part].sum() == pytest.approx(found[part].iloc[0])


def predictions_of(corpus: dc.Corpus) -> pd.DataFrame:
    """Predict what every match is, mostly right."""
    lines = pd.DataFrame(dc.concordance(corpus, LEXICON))
    right = ~lines["right"].str.startswith("album")
    return lines.assign(predicted=np.where(lines["position"] % 7 < 5, 0.6 * right + 0.3, 0.2))


@pytest.fixture(scope="module")
def predicted() -> dc.Corpus:
    return corpus_of(outlet("A", {"rebels": (50, 40)}, 60, 40), outlet("B", {"rebels": (70, 20)}, 60, 40))


def test_predictions_are_corrected_as_prediction_powered_inference_does(
    predicted: dc.Corpus, code: Callable[..., Path]
) -> None:
    # ppi-python 0.2.3: ppi_mean_pointestimate(coded, predicted of these, predicted of all, lam=1), times all
    expected = {None: [121.39999999999999], "source": [49.00000000000001, 73.60000000000001]}
    for by, counts in expected.items():
        codes, options = code(predicted, n=60, by=by), {"by": by, "unit": "document"}
        found = rebels(
            dc.framing(predicted, LEXICON, codes=codes, predictions=predictions_of(predicted), **options),
            "label",
        )
        assert found["count_corrected"].tolist() == pytest.approx(counts, abs=1e-9)
        alone = rebels(dc.framing(predicted, LEXICON, codes=codes, **options), "label")
        widths = [(each["rate_high"] - each["rate_low"]).tolist() for each in (found, alone)]
        assert max(widths[0]) < max(widths[1])


def test_useless_predictions_bias_nothing(predicted: dc.Corpus, tmp_path: Path) -> None:
    wrong, found = predictions_of(predicted).assign(predicted=lambda each: 1 - each["predicted"]), []
    for seed in range(20):
        lines = dc.validation_sample(predicted, LEXICON, tmp_path / f"{seed}.csv", n=40, seed=seed)
        lines.assign(correct=answer(lines)).to_csv(tmp_path / f"coded-{seed}.csv", index=False)
        table = dc.framing(
            predicted, LEXICON, unit="document", codes=tmp_path / f"coded-{seed}.csv", predictions=wrong
        )
        found.append(rebels(table)["count_corrected"].to_numpy())
        assert (rebels(table)["rate_low"] < rebels(table)["rate"]).all()
    error = np.std(found, axis=0) / np.sqrt(20)
    assert np.mean(found, axis=0) == pytest.approx([50, 70], abs=3.5 * error.max())


def test_predictions_enter_every_verb_and_every_shard(
    years: tuple[dc.Corpus, dc.Corpus], code: Callable[..., Path]
) -> None:
    lines = predictions_of(years[0])
    codes = code(years[0], n=60, by=["source", "year"])
    parts = dc.Corpus([part for name in "BA" for part in years[0].select(source=name)._parts])
    for verb in VERBS.values():
        ask = {"label": "rebels", "concept": "armed", "value": "share", "unit": "document"}
        alone = verb(years[0], LEXICON, codes=codes, **ask)
        one = verb(years[0], LEXICON, codes=codes, predictions=lines.sample(frac=1, random_state=1), **ask)
        many = verb(parts, LEXICON, codes=code(parts, n=60, by=["source", "year"]), predictions=lines, **ask)
        pd.testing.assert_frame_equal(one, many)
        assert not one.equals(alone)


def test_predictions_that_cannot_be_used_are_refused(predicted: dc.Corpus, code: Callable[..., Path]) -> None:
    lines, codes = predictions_of(predicted), code(predicted, n=20)
    there = lines.merge(pd.read_csv(codes)[["id", "position"]])
    uncoded = lines.drop(
        lines.merge(there, how="left", indicator=True).query("_merge == 'left_only'").index[0]
    )
    refused = {
        "is a table of matches, as concordance.* beside; it lacks position": lines.drop(columns="position"),
        "predictions=, row 1: 2.0 is no number from 0": lines.assign(predicted=2.0),
        "predictions=, row 1: maybe is no number from 0": lines.assign(predicted="maybe"),
        "predictions=, row 181: this match stands in a row before it too": pd.concat([lines, lines]),
        "predictions= has no row for a coded match of 'rebels' in 'd": lines.drop(
            lines.index[(lines["id"] == there["id"][0]) & (lines["position"] == there["position"][0])]
        ),
        "predictions= has no row for 1 mention, such as 'rebels' in 'd": uncoded,
    }
    for sentence, table in refused.items():
        with pytest.raises(dc.DiscourseError, match=sentence):
            dc.framing(predicted, LEXICON, codes=codes, predictions=table)
    with pytest.raises(dc.DiscourseError, match="predictions= corrects nothing by itself; say codes= too"):
        dc.framing(predicted, LEXICON, predictions=lines)


@pytest.fixture(scope="module")
def voiced() -> dc.Corpus:
    """The outlet's own rebels are people; those that are quoted are albums four times of five."""
    rows = []
    for number in range(60):
        quoted = "fled" if number % 5 == 0 else "album"
        said = f'"The rebels {quoted} is here", Mr Smith said on Monday.'
        text = f"The rebels fled the town. The fighters fled. {said}"
        rows.append(("AB"[number % 2], "2015-01-01", text))
    frame = pd.DataFrame(rows, columns=["source", "date", "text"])
    return dc.read(frame.assign(id=[f"d{n}" for n in frame.index]), clean=False, language="en")


def test_lines_are_drawn_by_voice_and_correct_a_voice(voiced: dc.Corpus, tmp_path: Path) -> None:
    counts = {}
    for n in (12, 500):
        lines = dc.validation_sample(voiced, LEXICON, tmp_path / f"{n}.csv", n=n, by=["source", "voice"])
        file = tmp_path / f"coded-{n}.csv"
        lines.assign(correct=answer(lines)).to_csv(file, index=False)
        for voice in ("outlet", "quoted", "all"):
            table = dc.framing(voiced, LEXICON, voice=voice, unit="document", codes=file)
            counts[n, voice] = rebels(table)["count_corrected"].tolist()
            assert rebels(table)["count"].tolist() == [60, 60] if voice == "all" else [30, 30]
            both = dc.contrast(table[table["concept"] == "armed"], target="A", reference="B", value="rate")
            assert both["difference_low"].notna().all()
    assert set(lines["stratum"]) == {"A · outlet", "A · quoted", "B · outlet", "B · quoted"}
    assert counts[500, "outlet"] == [30, 30]
    assert counts[500, "quoted"] == pytest.approx([6, 6])
    assert counts[500, "all"] == pytest.approx([36, 36])
    assert counts[12, "outlet"] == [30, 30]  # none of the outlet's own is wrong
    assert all(0 <= each < 30 for each in counts[12, "quoted"])
    only = dc.validation_sample(voiced, LEXICON, tmp_path / "voice.csv", n=9, by="voice")
    assert set(only["stratum"]) == {"outlet", "quoted"}


def test_codes_of_all_voices_correct_one_of_them_too(voiced: dc.Corpus, tmp_path: Path) -> None:
    lines = dc.validation_sample(voiced, LEXICON, tmp_path / "x.csv", n=500)
    lines.assign(correct=answer(lines)).to_csv(tmp_path / "coded.csv", index=False)
    ask = {"voice": "quoted", "unit": "document", "codes": tmp_path / "coded.csv"}
    assert rebels(dc.framing(voiced, LEXICON, **ask))["count_corrected"].tolist() == pytest.approx([6, 6])
    predicted = predictions_of(voiced)
    found = dc.framing(voiced, LEXICON, predictions=predicted, **ask)
    assert rebels(found)["count_corrected"].tolist() == pytest.approx([6, 6])
    change = dc.divides(voiced, LEXICON, **ask)
    assert change.loc[0, "coded"] == 60


def test_sentences_have_no_voice(voiced: dc.Corpus, tmp_path: Path) -> None:
    with pytest.raises(
        dc.DiscourseError, match="a sentence without a match has no one voice; leave voice out"
    ):
        dc.validation_sample(
            voiced, LEXICON, tmp_path / "x.csv", concept="armed", missed=True, by=["source", "voice"]
        )
    lines = dc.validation_sample(voiced, LEXICON, tmp_path / "a.csv", n=5)
    lines.assign(correct="yes").to_csv(tmp_path / "matches.csv", index=False)
    lines = dc.validation_sample(voiced, LEXICON, tmp_path / "b.csv", concept="talks", missed=True, n=5)
    lines.assign(correct="no").to_csv(tmp_path / "missed.csv", index=False)
    files = [tmp_path / "matches.csv", tmp_path / "missed.csv"]
    assert dc.framing(voiced, LEXICON, codes=files)["missed"].notna().any()
    with pytest.raises(
        dc.DiscourseError, match="sentences without a match are of all voices; leave their file"
    ):
        dc.framing(voiced, LEXICON, voice="outlet", codes=files)


def test_missed_mentions_enter_the_verbs(half_missed: dc.Corpus, tmp_path: Path) -> None:
    files = look(half_missed, tmp_path, n=5000)
    truth = dc.Lexicon.from_dict(
        {"armed": {"labels": {"rebels": ["rebels", "insurgents"], "fighters": ["fighters"]}}}
    )
    kept = {"by": "source", "before": "A", "after": "B", "over": None, "label": "rebels", "value": "rate"}
    found = dc.shift(half_missed, LEXICON, unit="document", codes=files, **kept).iloc[0]
    expected = dc.shift(half_missed, truth, unit="document", **kept).iloc[0]
    ends = ["difference", "difference_low", "difference_high"]
    assert found[ends].tolist() == pytest.approx(expected[ends].tolist(), rel=0.05)
    assert found["count_corrected_before"] == pytest.approx(60)


def test_a_file_that_a_spreadsheet_saved_as_unicode_is_read(
    two_outlets: dc.Corpus, code: Callable[..., Path]
) -> None:
    codes = code(two_outlets, n=20)
    expected = dc.framing(two_outlets, LEXICON, codes=codes)
    pd.read_csv(codes).to_csv(codes, index=False, sep="\t", encoding="utf-16")
    pd.testing.assert_frame_equal(dc.framing(two_outlets, LEXICON, codes=codes), expected)


def test_how_alike_mentions_of_an_article_are_is_told_by_coded_ones(code: Callable[..., Path]) -> None:
    widths = []
    for whole in (True, False):  # all four of an article are right or wrong; or two are
        texts = []
        for number in range(80):
            right = [number % 2 == 0] * 4 if whole else [True, False, True, False]
            texts.append(" ".join(f"rebels {'fled' if each else 'album'} " + "said " * 20 for each in right))
        frame = pd.DataFrame({"source": "A", "date": "2015-01-01", "text": texts})
        corpus = corpus_of(frame)
        table = rebels(dc.framing(corpus, LEXICON, unit="document", codes=code(corpus, n=160)))
        assert table["rate_low"].iloc[0] < 160 / corpus.tokens * 10_000 < table["rate_high"].iloc[0]
        widths.append(float(table["rate_high"].iloc[0] - table["rate_low"].iloc[0]))
    assert widths[0] > 1.5 * widths[1]


def test_where_no_match_is_right_one_sentence_says_so(
    years: tuple[dc.Corpus, dc.Corpus], tmp_path: Path
) -> None:
    lines = dc.validation_sample(years[0], LEXICON, tmp_path / "x.csv", n=60, by=["source", "year"])
    wrong = lines["stratum"].str.startswith("A")
    ask = {"label": "rebels", "concept": "armed", "value": "share", "unit": "document"}
    refused = {
        "shift": "no document with year in 2015 mentions 'armed', by the codes, so there is no share",
        "standardize": "by the codes no match of 'armed' is right, so no mix can be fixed",
        "trend_model": "by the codes no match of 'armed' in these groups is right: A",
    }
    for name, sentence in refused.items():
        some = answer(lines).mask(wrong if name == "trend_model" else wrong | True, "no")
        lines.assign(correct=some).to_csv(tmp_path / f"{name}.csv", index=False)
        with pytest.raises(dc.DiscourseError, match=sentence):
            VERBS[name](years[0], LEXICON, codes=tmp_path / f"{name}.csv", **ask)
    table = dc.divides(years[0], LEXICON, codes=tmp_path / "shift.csv", unit="document")
    assert table["p"].isna().all()
    assert "cannot be said. No match is right: armed." in dc.in_words(table)
    found = dc.framing(years[0], LEXICON, codes=tmp_path / "shift.csv", unit="document")
    assert "none of which is known to be right" in dc.in_words(found[found["concept"] == "armed"])
    some = answer(lines).mask(lines["stratum"] == "A · 2016", "no")
    lines.assign(correct=some).to_csv(tmp_path / "cell.csv", index=False)
    table = dc.standardize(years[0], LEXICON, codes=tmp_path / "cell.csv", **{**ask, "label": "rebels"})
    assert table["standardized"].isna().tolist() == [False, True, False]  # nothing of A to be weighted
    assert table[["share", "share_low", "share_high"]].notna().all(axis=None)
    found = dc.shift(years[0], LEXICON, before=2015, after=2016, codes=tmp_path / "cell.csv", **ask)
    assert found["weight_after"].tolist() == [1, 0, 1]  # B alone is left
    ends = found.loc[0, ["within_low", "within_high"]].to_numpy(dtype=float)
    assert -0.5 < ends[0] < found.loc[0, "within"] < ends[1] < 0.5
