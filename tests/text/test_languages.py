"""What a language decides, and that a corpus keeps it."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import discourse as dc
from discourse.text import segmenters
from discourse.text.index import build_index
from discourse.text.languages import is_unspaced
from discourse.text.stop_words import function_words, read_stop_words
from discourse.text.words import fold, words


def corpus(*texts: str, **options: Any) -> dc.Corpus:
    table = pd.DataFrame({"text": list(texts), "source": "S"})
    return dc.read(table, progress=False, **options)


def test_elision() -> None:
    text = "l'Irak, qu'Israël, aujourd'hui, dell'Iran, D'Souza, п'ять, Suriye'de, don't, L’ONU"
    parted = [
        "l'",
        "irak",
        "qu'",
        "israël",
        "aujourd'hui",
        "dell'",
        "iran",
        "d'souza",
        "п'ять",
        "suriye'de",
        "don't",
    ]
    assert words(text) == [*parted, "l'", "onu"]
    whole = [
        "l'irak",
        "qu'israël",
        "aujourd'hui",
        "dell'iran",
        "d'souza",
        "п'ять",
        "suriye'de",
        "don't",
        "l'onu",
    ]
    assert words(text, None, "en") == whole
    assert words(text, None, "fr")[5] == "dell'iran"


def test_the_turkish_i() -> None:
    assert [fold(word, "tr") for word in ("İSRAİL", "IRAK", "I\u0307stanbul", "ısı")] == [
        "israil",
        "ırak",
        "istanbul",
        "ısı",
    ]
    assert [fold(word) for word in ("İSRAİL", "IRAK")] == ["israil", "irak"]
    found = dc.concordance(corpus("IRAK Irak ırak irak", language="tr"), "Irak")
    assert found["node"].tolist() == ["IRAK", "Irak", "ırak"]


@pytest.mark.parametrize(
    ("language", "text", "sentences"),
    [
        ("de", "Am 3. Oktober kam Dr. Weber. Er ging. Im Jahr 1995. Dann am 3. Der Rest.", 5),
        ("de", "Sie kam z. B. aus Rom, d. h. Italien. Prof. Dr. h. c. Weber, u. a. Im 19. Jahrhundert.", 3),
        ("fr", "M. Hollande a vu Mme. Dupont. Il part. Le 3. Les autres restent.", 4),
        ("fr", "M. Le Pen est venu. Le reste, p. 5, env. 3 %.", 2),
        ("es", "¿Qué pasó? ¡Nada! El Sr. López fue a EE. UU. ayer y a EE.UU. hoy. «Sí». No.", 5),
        ("en", "Am 3. Oktober came.", 2),
        ("ru", "И. И. Иванов ушёл. Он ушёл.", 2),
        ("ru", "В 2015 г. Путин сказал. Он ушёл.", 2),
        ("xx", "Mr. Brown came.", 2),
    ],
)
def test_sentence_ends(language: str, text: str, sentences: int) -> None:
    assert len(build_index([text], None, language).sentences) - 1 == sentences


def test_a_corpus_keeps_its_language(tmp_path: Path) -> None:
    french, unsaid = corpus("l'Irak", language="FR-ca"), corpus("l'Irak")
    assert (french.language, unsaid.language) == ("fr", "")
    assert french.hash != unsaid.hash
    french.save(tmp_path / "saved")
    opened = dc.open(tmp_path / "saved")
    assert (opened.language, opened.index.language, opened.hash) == ("fr", "fr", french.hash)
    assert dc.term_frequencies(opened).attrs["language"] == "fr"
    assert dc.framing(unsaid, dc.Lexicon.read("syria")).attrs["language"] == ""
    corpus("l'Irak").metadata.assign(text="l'Irak").to_parquet(tmp_path / "news.parquet")
    indexed = dc.index(tmp_path / "news.parquet", tmp_path / "indexed", language="en", progress=False)
    assert (indexed.language, list(indexed.index.vocabulary)) == ("en", ["l'irak"])


@pytest.mark.parametrize("language", ["english", "", "1", "x"])
def test_what_is_no_language(language: str) -> None:
    with pytest.raises(dc.CorpusError, match="no language has this code"):
        corpus("a", language=language)


CHINESE = "叙利亚政府军和反对派在阿勒颇交战。叛军占领了道路，军队撤退。"


def test_scripts_without_spaces_are_refused(tmp_path: Path) -> None:
    for text in (CHINESE, "รัฐบาลซีเรียและฝ่ายกบฏ", "シリアの反体制派は撤退した"):
        assert is_unspaced([text])
        with pytest.raises(dc.CorpusError, match="a script that writes no spaces"):
            corpus(text)
    assert not is_unspaced(["The rebels 叛军 left", "한국의 반군"])
    pd.DataFrame({"text": [CHINESE], "source": "S"}).to_parquet(tmp_path / "news.parquet")
    with pytest.raises(dc.CorpusError, match=r"news\.parquet: the texts are in a script"):
        dc.index(tmp_path / "news.parquet", tmp_path / "out", progress=False)
    with pytest.raises(dc.CorpusError, match="language='ja' writes no spaces"):
        corpus(CHINESE, language="ja")


def test_chinese_is_cut_by_jieba(tmp_path: Path) -> None:
    made = corpus(f"{CHINESE}记者@abc说：U.S.-led联军https://x.cn/a。", language="zh")
    found = [made.index.vocabulary[kind] for kind in made.index.ids]
    assert found[:7] == ["叙利亚", "政府军", "和", "反对派", "在", "阿勒颇", "交战"]
    assert found[-7:] == ["记者", "@abc", "说", "u.s.", "led", "联军", "https://x.cn/a"]
    assert len(made.index.sentences) - 1 == 3
    assert len(dc.concordance(made, "叛军")) == 1
    assert "的" in made.function_words
    made.save(tmp_path / "saved")
    assert dc.open(tmp_path / "saved").index.vocabulary == made.index.vocabulary


def test_jieba_says_nothing_and_writes_nothing(tmp_path: Path) -> None:
    """Its cache has a name that everybody knows, in a folder that everybody can write to."""
    code = (
        f"import discourse as dc, pandas; dc.read(pandas.DataFrame({{'text': ['{CHINESE}'], 'source': 'S'}}),"
    )
    code += "language='zh', progress=False).index"
    (tmp_path / "jieba.cache").write_bytes(b"not to be read")
    told = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "TMPDIR": str(tmp_path), "TEMP": str(tmp_path)},
        capture_output=True,
        check=True,
    )
    assert (told.stdout, told.stderr) == (b"", b"")
    assert [path.name for path in tmp_path.iterdir()] == ["jieba.cache"]
    assert (tmp_path / "jieba.cache").read_bytes() == b"not to be read"


def test_without_jieba(monkeypatch: pytest.MonkeyPatch) -> None:
    segmenters._jieba.cache_clear()
    monkeypatch.setitem(sys.modules, "jieba", None)
    with pytest.raises(dc.CorpusError, match=r"pip install 'comparative-discourse\[zh\]' brings jieba"):
        corpus(CHINESE, language="zh")


def test_one_chinese_article_among_others_is_noted(tmp_path: Path) -> None:
    table = pd.DataFrame({"text": ["The “rebels” left the town."] * 5 + [CHINESE, "x"], "source": "S"})
    table.to_parquet(tmp_path / "news.parquet")
    made = dc.read(table, progress=False)
    indexed = dc.index(tmp_path / "news.parquet", tmp_path / "out", progress=False)
    assert made.notes[["document", "what"]].to_numpy().tolist() == [["6", segmenters.NOTE]]
    pd.testing.assert_frame_equal(indexed.notes, made.notes)


def test_function_words() -> None:
    assert function_words("en") == dc.ENGLISH_FUNCTION_WORDS == corpus("a").function_words
    assert {"le", "où", "l'", "qu'"} <= function_words("fr")
    assert {"için", "ile"} <= function_words("tr")
    assert all(function_words(code) for code in ("ar", "de", "es", "it", "ru"))
    with pytest.raises(dc.DiscourseError, match="there is no list of function words for 'kw'"):
        corpus("a", language="kw").function_words  # noqa: B018


def test_stop_words_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "mine.txt"
    path.write_text("# mine\nThe\n\nl’ # elided\n", encoding="utf-8")
    assert read_stop_words(path) == {"The", "l’"}
    made = corpus("the l'Irak", "The end", language="fr", stop_words=path)
    assert made.largest("source").select(source="S").function_words == {"The", "l’"}
    table = dc.term_frequencies(made, by=None, stop_words=made.function_words)
    assert table["term"].tolist() == ["end", "irak"]
    assert made.hash == corpus("the l'Irak", "The end", language="fr").hash
    made.save(tmp_path / "saved")
    assert dc.read(tmp_path / "saved", stop_words=["end"]).function_words == {"end"}
    made.metadata.assign(text="a").to_parquet(tmp_path / "news.parquet")
    with pytest.raises(dc.CorpusError, match="stop_words= is for what is counted"):
        dc.index(tmp_path / "news.parquet", tmp_path / "indexed", stop_words=path)
    with pytest.raises(dc.DiscourseError, match=r"there is no file 'none\.txt'"):
        corpus("a", stop_words="none.txt")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"two words\n", r"mine\.txt, line 1: 'two words' is 2 words, not one"),
        ("the\n".encode("utf-16"), r"mine\.txt: not in UTF-8; a list of stop words has one word a line"),
        ("the\n".encode("utf-16-le"), r"mine\.txt, line 1: 't\\x00h\\x00e\\x00' is no word"),
        (b"a" * 501, r"mine\.txt, line 1: 'a{40}' is no word"),
        (b"word\n" * 1_000_000, r"mine\.txt: 5,000,000 bytes; a list of stop words has at most 4,194,304"),
    ],
)
def test_what_is_no_list_of_stop_words_is_one_sentence(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "mine.txt"
    path.write_bytes(content)
    with pytest.raises(dc.DiscourseError, match=said):
        read_stop_words(path)
