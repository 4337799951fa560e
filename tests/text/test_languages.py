"""What a language decides, and that a corpus keeps it."""

import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

import discourse as dc
from discourse.text.index import build_index
from discourse.text.languages import is_unspaced
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
        ("fr", "M. Hollande a vu Mme. Dupont. Il part. Le 3. Les autres restent.", 4),
        ("en", "Am 3. Oktober came.", 2),
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
    with pytest.raises(dc.CorpusError, match="the code of a language is needed"):
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


def test_chinese_is_cut_by_jieba(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jieba", None)
    with pytest.raises(dc.CorpusError, match=r"pip install 'comparative-discourse\[zh\]' brings jieba"):
        corpus(CHINESE, language="zh")

    def tokenize(text: str) -> list[tuple[str, int, int]]:
        return [(text[at : at + 3], at, min(at + 3, len(text))) for at in range(0, len(text), 3)]

    monkeypatch.setitem(
        sys.modules, "jieba", SimpleNamespace(tokenize=tokenize, setLogLevel=lambda level: None)
    )
    made = corpus(CHINESE, language="zh")
    assert made.tokens == 10
    assert len(dc.concordance(made, "叙利亚")) == 1
    made.save(tmp_path / "saved")
    assert dc.open(tmp_path / "saved").index.vocabulary == made.index.vocabulary


def test_function_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert dc.function_words("en") == dc.ENGLISH_FUNCTION_WORDS == corpus("a").function_words
    lists = SimpleNamespace(
        has_lang=lambda code: code == "fr",
        langs=lambda: {"fr"},
        stopwords=lambda code: {"le", "Où", "lui-même"},
    )
    monkeypatch.setitem(sys.modules, "stopwordsiso", lists)
    dc.function_words.cache_clear()
    assert {"le", "où", "l'", "qu'"} <= dc.function_words("fr")
    assert "même" not in dc.function_words("fr")
    with pytest.raises(dc.DiscourseError, match="there is no list of function words for 'xx'"):
        dc.function_words("xx")
    dc.function_words.cache_clear()
    path = tmp_path / "mine.txt"
    path.write_text("# mine\nThe\n\nl’\n", encoding="utf-8")
    assert dc.read_stop_words(path) == {"the", "l"}
    path.write_text("two words\n", encoding="utf-8")
    with pytest.raises(dc.DiscourseError, match=r"line 1: 'two words' is 2 words"):
        dc.read_stop_words(path)
