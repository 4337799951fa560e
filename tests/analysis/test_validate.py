"""Lines to code by hand, drawn the same on any machine, and what the answers tell."""

import itertools
import json
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import discourse as dc
from discourse.analysis.sample import Draw, allocate, drawn
from discourse.measures import krippendorff_alpha

RIGHT = "the rebels fled"  # a line that is what its label claims, and one that is not
WRONG = "the rebels album"
LABELS = {"rebels": ["rebels"], "opposition": ["opposition"]}
LEXICON = dc.Lexicon.from_dict({"armed": {"labels": LABELS}})


def corpus_of(**sources: list[str]) -> dc.Corpus:
    frame = pd.DataFrame(
        [
            (f"{name}{number}", name, text)
            for name, texts in sources.items()
            for number, text in enumerate(texts)
        ],
        columns=["id", "source", "text"],
    )
    return dc.read(frame, clean=False)


@cache
def uneven() -> dc.Corpus:
    """Three outlets: what the label finds is mostly right in the largest, never in the smallest."""
    return corpus_of(A=[RIGHT] * 50 + [WRONG] * 10, B=[RIGHT] * 5 + [WRONG] * 15, C=[WRONG] * 3)


def right(lines: pd.DataFrame) -> pd.Series:
    return lines["right"].eq("fled").map({True: "yes", False: "no"})


@pytest.fixture
def coded(tmp_path: Path) -> Callable[..., pd.DataFrame]:
    def write_and_read(
        corpus: dc.Corpus, answer: Callable[[pd.DataFrame], pd.Series], n: int = 20
    ) -> pd.DataFrame:
        lines = dc.validation_sample(corpus, LEXICON, tmp_path / "code.csv", n=n)
        sheet = pd.read_csv(tmp_path / "code.csv", dtype=str, keep_default_na=False)
        assert (sheet["left"] == lines["left"]).all()
        sheet.assign(correct=answer(lines)).to_csv(tmp_path / "coded.csv", index=False)
        return dc.validate(corpus, LEXICON, tmp_path / "coded.csv")

    return write_and_read


def test_every_outlet_has_a_line_and_no_match_has_two(tmp_path: Path) -> None:
    lines = dc.validation_sample(uneven(), LEXICON, tmp_path / "code.csv", n=12)
    assert lines.groupby("stratum")["stratum_count"].unique().map(list).to_dict() == {
        "A": [60],
        "B": [20],
        "C": [3],
    }
    assert lines["stratum"].value_counts().to_dict() == {"A": 8, "B": 3, "C": 1}
    assert not lines.duplicated(["id", "position"]).any()
    assert lines["source"].tolist() == lines["stratum"].tolist()
    assert (lines["node"] == "rebels").all()
    assert (lines["correct"] == "").all()


def test_the_sample_does_not_hang_on_any_order(seeds: dc.Corpus, syria: dc.Lexicon) -> None:
    draw = Draw(None, None, 2, ["kind", "year"], 3)
    expected, _ = drawn(seeds, syria, draw)
    shards = dc.Corpus([part for i in seeds.metadata["id"] for part in seeds.select(id=i)._parts])
    assert len(shards.shards) == 4
    pd.testing.assert_frame_equal(drawn(shards, syria, draw)[0], expected)
    backwards = dc.Corpus(shards._parts[::-1])
    pd.testing.assert_frame_equal(drawn(backwards, syria, draw)[0], expected)
    concepts = {
        name: dc.Concept(name, "", dict(reversed(concept.labels.items())))
        for name, concept in reversed(syria.concepts.items())
    }
    turned = dc.Lexicon("other", "", "", concepts)
    assert turned.hash == syria.hash
    pd.testing.assert_frame_equal(drawn(seeds, turned, draw)[0], expected)


def test_values_are_the_same_strata_in_any_kind_of_column() -> None:
    frames = [pd.DataFrame({"id": list(ids), "source": "S", "grade": grade, "text": RIGHT}) for ids, grade in
              [("ab", [1, 2]), ("cd", [1, None])]]  # fmt: skip
    one = dc.read(pd.concat(frames))
    many = dc.Corpus([part for frame in frames for part in dc.read(frame)._parts])
    draw = Draw(None, None, 3, "grade", 0)
    pd.testing.assert_frame_equal(drawn(one, LEXICON, draw)[0], drawn(many, LEXICON, draw)[0])
    assert set(drawn(many, LEXICON, draw)[0]["stratum"]) == {"1", "2", "(no grade)"}


def test_another_seed_draws_others_and_more_lines_keep_the_first() -> None:
    def names(n: int, seed: int = 0) -> set[str]:
        return set(drawn(uneven(), LEXICON, Draw(None, None, n, "source", seed))[0]["line"])

    assert names(5) < names(12) < names(80) < names(10_000)
    assert len(names(10_000)) == 83
    assert not names(5) & names(5, seed=1)


def test_outlets_too_small_for_a_line_are_one_stratum() -> None:
    many = corpus_of(Large=[RIGHT] * 50, **{f"S{i}": [WRONG] for i in range(50)})
    lines, _ = drawn(many, LEXICON, Draw(None, None, 10, "source", 0))
    assert lines["stratum"].value_counts().to_dict() == {"Large": 5, "(all others)": 5}
    assert lines["stratum_count"].unique().tolist() == [50]


@given(st.lists(st.integers(1, 500), min_size=1, max_size=12), st.integers(0, 60))
def test_allocation(sizes: list[int], more: int) -> None:
    n = len(sizes) + more
    taken = allocate(sizes, n)
    assert sum(taken) == min(n, sum(sizes))
    assert all(1 <= some <= there for some, there in zip(taken, sizes, strict=True))
    assert all(a <= b for a, b in zip(taken, allocate(sizes, n + 1), strict=True))
    if sizes[0] >= sizes[-1]:
        assert taken[0] + 1 >= taken[-1]


@given(st.lists(st.integers(1, 60), min_size=3, max_size=3), st.integers(0, 12))
def test_no_other_allocation_has_less_variance(sizes: list[int], more: int) -> None:
    n = min(3 + more, sum(sizes))
    ways = itertools.product(*(range(1, min(size, n) + 1) for size in sizes))
    variances = [sum(N * N / m for N, m in zip(sizes, way, strict=True)) for way in ways if sum(way) == n]
    ours = sum(N * N / m for N, m in zip(sizes, allocate(sizes, n), strict=True))
    assert ours == pytest.approx(min(variances))


def test_the_estimate_is_right_over_many_seeds() -> None:
    corpus, truth = uneven(), 55 / 83
    found = []
    for seed in range(40):
        lines, _ = drawn(corpus, LEXICON, Draw(None, None, 6, "source", seed))
        correct = [not corpus.text(document).endswith("album") for document in lines["id"]]
        weight = lines["stratum_count"] / lines.groupby("stratum")["line"].transform("size")
        found.append((weight * correct).sum() / 83)
    assert np.mean(found) == pytest.approx(truth, abs=3 * np.std(found) / np.sqrt(40))


def test_all_coded_is_the_truth(coded: Callable[..., pd.DataFrame]) -> None:
    table = coded(uneven(), right, n=100).set_index("label")
    rebels = table.loc["rebels"]
    assert rebels[["count", "tokens", "lines", "coded", "correct"]].tolist() == [83, 249, 83, 83, 55]
    assert rebels[["precision", "precision_low", "precision_high"]].tolist() == pytest.approx([55 / 83] * 3)
    assert rebels["corrected_rate"] == pytest.approx(55 / 249 * 10_000)
    assert table.loc["opposition", "count"] == 0
    assert (
        table.loc[
            "opposition", ["represented", "precision", "precision_low", "precision_high", "corrected_rate"]
        ]
        .isna()
        .all()
    )


def test_lines_count_for_the_matches_they_stand_for(coded: Callable[..., pd.DataFrame]) -> None:
    table = coded(uneven(), lambda lines: lines["source"].map({"A": "Y", "B": " False", "C": ""}), n=12)
    rebels = table.set_index("label").loc["rebels"]
    assert rebels[["lines", "coded", "correct"]].tolist() == [12, 11, 8]
    assert rebels["represented"] == pytest.approx(80 / 83)
    assert rebels["precision"] == pytest.approx(60 / 80)
    assert 0 < rebels["precision_low"] < rebels["precision"] < rebels["precision_high"] < 1
    assert rebels["corrected_rate_low"] == pytest.approx(rebels["rate"] * rebels["precision_low"])


def two_coders(tmp_path: Path, wrong: int, **more: object) -> tuple[list[Path], pd.DataFrame]:
    """Let Ann code all lines rightly, and Ben take some wrong lines for right ones."""
    lines = dc.validation_sample(uneven(), LEXICON, tmp_path / "code.csv", n=40)
    ben = right(lines)
    ben.iloc[np.flatnonzero(ben == "no")[:wrong]] = "yes"
    files = [tmp_path / "Ann.csv", tmp_path / "Ben.csv"]
    for file, codes in zip(files, (right(lines), ben), strict=True):
        lines.assign(correct=codes, **more).to_csv(file, index=False)
    return files, lines


def test_several_coders_and_how_far_they_agree(tmp_path: Path) -> None:
    files, lines = two_coders(tmp_path, wrong=4)
    table = dc.validate(uneven(), LEXICON, files)
    alone, together = (dc.validate(uneven(), LEXICON, each).iloc[0] for each in (files[0], files))
    no = int((right(lines) == "no").sum())
    assert table.attrs["agreement"]["coders"] == ["Ann", "Ben"]
    pairs = np.array([[2, 0]] * (no - 4) + [[1, 1]] * 4 + [[0, 2]] * (40 - no))
    assert together["alpha"] == pytest.approx(krippendorff_alpha(pairs))
    assert together["alpha_low"] < together["alpha"] < together["alpha_high"]
    assert together[["coded", "coded_twice", "correct"]].tolist() == [40, 40, alone["correct"] + 2]
    assert alone["coded_twice"] == 0
    assert np.isnan(alone["alpha"])
    most = dc.validate(uneven(), LEXICON, [*files, Path(shutil.copy(files[0], tmp_path / "Cy.csv"))],
                       coders="majority").iloc[0]  # fmt: skip
    assert most[["correct", "precision", "precision_low"]].tolist() == pytest.approx(
        alone[["correct", "precision", "precision_low"]].tolist()
    )
    assert "Agreement of 2 coders on 40 lines: α = 0.75 (0.47 to 0.94)." in dc.in_words(table)


def test_coders_may_share_a_file_but_not_a_line_twice(tmp_path: Path) -> None:
    files, _ = two_coders(tmp_path, wrong=4)
    both = pd.concat([pd.read_csv(file).assign(coder=file.stem) for file in files])
    both.to_csv(tmp_path / "both.csv", index=False)
    one, many = (dc.validate(uneven(), LEXICON, each) for each in (tmp_path / "both.csv", files))
    pd.testing.assert_frame_equal(one, many)
    pd.concat([both, both[:1]]).to_csv(tmp_path / "both.csv", index=False)
    with pytest.raises(dc.DiscourseError, match=r"both\.csv, row 81, column 'line': 'm.*' stands in both"):
        dc.validate(uneven(), LEXICON, tmp_path / "both.csv")
    with pytest.raises(dc.DiscourseError, match=r"Ann\.csv, row 1, column 'line': 'm.*' stands in Ann"):
        dc.validate(uneven(), LEXICON, [files[0], files[0]])


def test_a_line_stands_for_the_matches_of_its_stratum(coded: Callable[..., pd.DataFrame]) -> None:
    table = coded(uneven(), lambda lines: lines["source"].map({"A": "Y", "B": " False", "C": ""}), n=12)
    assert dc.in_words(table) == (
        "What the labels claim, each line counting for the mentions that it stands for: rebels 8 of 11 "
        "coded lines right, so 75% of 83 mentions (47% to 91%)."
    )


def test_nothing_coded(coded: Callable[..., pd.DataFrame]) -> None:
    table = coded(uneven(), lambda lines: lines["correct"])
    assert table["coded"].tolist() == [0, 0]
    assert table[["precision", "precision_low", "precision_high", "corrected_rate"]].isna().all(axis=None)


def test_columns_and_settings(coded: Callable[..., pd.DataFrame]) -> None:
    table = coded(uneven(), right)
    assert table.columns.tolist() == [
        "concept", "label", "count", "tokens", "rate", "lines", "coded", "correct", "represented",
        "precision", "precision_low", "precision_high", "corrected_rate",
        "corrected_rate_low", "corrected_rate_high", "coded_twice", "alpha", "alpha_low", "alpha_high",
    ]  # fmt: skip
    assert table.attrs["options"]["n"] == 20
    assert table.attrs["lexicon"] == LEXICON.hash


def test_what_a_spreadsheet_does_to_a_file(tmp_path: Path) -> None:
    corpus = corpus_of(**{"Zeitung für Äpfel": [RIGHT] * 3, "=1+1": [WRONG] * 2})
    lines = dc.validation_sample(corpus, LEXICON, tmp_path / "code.csv")
    written = (tmp_path / "code.csv").read_bytes()
    assert written.startswith(b"\xef\xbb\xbfline,id,source")
    assert b"'=1+1" in written
    sheet = pd.read_csv(tmp_path / "code.csv", dtype=str).assign(
        correct=right(lines), date="01.02.16", id="1E+05"
    )
    sheet["second coder"] = "?"
    sheet.iloc[::-1].to_csv(
        tmp_path / "coded.csv", sep=";", encoding="cp1252", lineterminator="\r\n", index=False
    )
    with (tmp_path / "coded.csv").open("a") as file:
        file.write(";;;;;;;;;;;;;;;\r\n")
    assert dc.validate(corpus, LEXICON, tmp_path / "coded.csv")["precision"].tolist()[0] == pytest.approx(0.6)


def test_a_file_is_never_written_over(tmp_path: Path) -> None:
    file = tmp_path / "code.csv"
    file.write_text("hours of work")
    with pytest.raises(dc.DiscourseError, match=r"code\.csv is there already, perhaps coded by hand"):
        dc.validation_sample(uneven(), LEXICON, file)
    assert file.read_text() == "hours of work"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda s: s.assign(correct="so"), r"coded\.csv, row 1, column 'correct': 'so' is no answer; yes, y"),
        (lambda s: s.drop(columns="correct"), r"coded\.csv has no column 'correct'; a file that"),
        (lambda s: s.assign(line="m0"), "row 1, column 'line': 'm0' is no line of this sample"),
        (lambda s: pd.concat([s, s[:1]]), "row 6, column 'line': 'm.*' stands in coded.csv, row 1 too"),
        (lambda s: s.assign(drawn="x"), "row 1, column 'drawn': 'x' cannot be read"),
        (lambda s: s.assign(drawn=""), "no row has anything in the column 'drawn'"),
        (lambda s: s[:0], "no row has anything in the column 'drawn'"),
        (lambda s: s.assign(drawn=[s["drawn"][0], *"wxyz"]), "row 2, column 'drawn': not that of the fi"),
    ],
)  # fmt: skip
def test_files_that_are_refused(
    change: Callable[[pd.DataFrame], pd.DataFrame], message: str, tmp_path: Path
) -> None:
    dc.validation_sample(uneven(), LEXICON, tmp_path / "code.csv", n=5)
    sheet = pd.read_csv(tmp_path / "code.csv", dtype=str, keep_default_na=False)
    change(sheet).to_csv(tmp_path / "coded.csv", index=False)
    with pytest.raises(dc.DiscourseError, match=message):
        dc.validate(uneven(), LEXICON, tmp_path / "coded.csv")


@pytest.mark.parametrize(
    "said", [("Ja", "nein"), ("VRAI", "FAUX"), ("oui", "non"), ("Sí", "no"), ("1", "0"), ("1.0", "0.0")]
)
def test_answers_may_be_of_other_languages(said: tuple[str, str], tmp_path: Path) -> None:
    lines = dc.validation_sample(uneven(), LEXICON, tmp_path / "code.csv", n=20)
    found = []
    for number, words in enumerate((("yes", "no"), said)):
        file = tmp_path / f"coded-{number}.csv"
        lines.assign(correct=right(lines).map(dict(zip(("yes", "no"), words, strict=True)))).to_csv(
            file, index=False
        )
        found.append(dc.validate(uneven(), LEXICON, file))
    pd.testing.assert_frame_equal(*found)
    assert 0 < found[0].loc[0, "correct"] < found[0].loc[0, "coded"]


def test_lines_of_something_else_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "code.csv"
    dc.validation_sample(uneven(), LEXICON, file)
    with pytest.raises(dc.DiscourseError, match=r"code\.csv was drawn from another corpus \("):
        dc.validate(corpus_of(A=[RIGHT]), LEXICON, file)
    with pytest.raises(dc.DiscourseError, match=r"code\.csv was drawn from another lexicon \("):
        dc.validate(uneven(), dc.Lexicon.from_dict({"armed": {"labels": {"rebels": ["rebel*"]}}}), file)


def test_refusals(tmp_path: Path) -> None:
    file = tmp_path / "code.csv"
    with pytest.raises(dc.DiscourseError, match="n= must be a whole number of lines from 1, not 0"):
        dc.validation_sample(uneven(), LEXICON, file, n=0)
    with pytest.raises(dc.DiscourseError, match=r"seed= must be a whole number, not 0\.5"):
        dc.validation_sample(uneven(), LEXICON, file, seed=0.5)  # type: ignore[arg-type]
    with pytest.raises(dc.DiscourseError, match="window= must be a whole number of words from 0, not -1"):
        dc.validation_sample(uneven(), LEXICON, file, window=-1)
    with pytest.raises(dc.DiscourseError, match="has no label='soldiers'; it has rebels, opposition"):
        dc.validation_sample(uneven(), LEXICON, file, label="soldiers")
    with pytest.raises(dc.DiscourseError, match="a Lexicon is needed"):
        dc.validation_sample(uneven(), "rebel*", file)  # type: ignore[arg-type]
    with pytest.raises(dc.CorpusError, match="no column 'outlet'"):
        dc.validation_sample(uneven(), LEXICON, file, by="outlet")
    with pytest.raises(dc.DiscourseError, match="nothing to code: 'lexicon' finds nothing"):
        dc.validation_sample(uneven(), LEXICON, file, label="opposition")
    assert not file.exists()
    with pytest.raises(
        dc.DiscourseError, match=r"there is no file .*code\.csv'; dc\.validation_sample writes one"
    ):
        dc.validate(uneven(), LEXICON, file)
    file.write_text('line,correct,drawn\n"x')
    with pytest.raises(dc.DiscourseError, match=r"code\.csv, line 1: not a table: unexpected end of data"):
        dc.validate(uneven(), LEXICON, file)
    file = tmp_path / "code.xlsx"
    pd.DataFrame({"line": [1], "correct": ["yes"]}).to_excel(file, index=False)
    with pytest.raises(
        dc.DiscourseError, match=r"code\.xlsx is a workbook, .* save it as CSV in its program"
    ):
        dc.validate(uneven(), LEXICON, file)


def test_how_lines_were_drawn_stands_in_each_row(tmp_path: Path) -> None:
    lines = dc.validation_sample(uneven(), LEXICON, tmp_path / "code.csv", label="rebels", seed=4)
    assert json.loads(lines["drawn"].iloc[0]) == {
        "concept": None, "label": "rebels", "n": 20, "by": "source", "seed": 4,
        "missed": False, "seeds": [],
        "corpus": uneven().hash, "lexicon": LEXICON.hash,
    }  # fmt: skip
    assert (lines["drawn"] == lines["drawn"].iloc[0]).all()
