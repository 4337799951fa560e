"""Dictionaries of other programs: what each means, what is told, and that counts are those of quanteda."""

import re
from fnmatch import fnmatchcase
from itertools import combinations
from pathlib import Path

import pandas as pd
import pytest
import yaml
from dictionaries import ALL, LIWC, QUANTEDA, WORDSTAT, YOSHIKODER
from hypothesis import assume, example, given
from hypothesis import strategies as st

import discourse as dc
from discourse.lexicon.formats import read_foreign
from discourse.text.words import words


def read(folder: Path, name: str, text: str | bytes, **options: object) -> dc.Lexicon:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return dc.Lexicon.read(path, **options)  # type: ignore[arg-type]


def shape(lexicon: dc.Lexicon) -> dict[str, dict[str, list[str]]]:
    return {
        concept.name: {label.name: list(label.patterns) for label in concept.labels.values()}
        for concept in lexicon.concepts.values()
    }


def test_flat_categories_of_liwc_do_not_compete(tmp_path: Path) -> None:
    lexicon = read(tmp_path, "flat.dic", LIWC)
    assert shape(lexicon) == {
        "fruit": {"fruit": ["apple*", "blood orange*", "lemon"]},
        "citrus": {"citrus": ["blood orange*", "lemon"]},
        "kitchen": {"kitchen": ["lemon", "can't peel"]},
    }
    assert lexicon.name == "flat"
    assert len(lexicon.notes) == 0


def test_indented_categories_of_liwc_that_share_a_word_are_concepts_of_their_own(tmp_path: Path) -> None:
    lexicon = read(tmp_path, "nested.dic", ALL["nested.dic"])
    assert shape(lexicon) == {
        "Fruit (all)": {"Fruit (all)": ["apple*"]},
        "Fruit (all) > Citrus": {"Fruit (all) > Citrus": ["lemon"]},
        "Fruit (all) > Citrus > Sour": {"Fruit (all) > Citrus > Sour": ["lemon"]},
        "Kitchen": {"Kitchen": ["knife"]},
    }
    [note] = lexicon.notes.to_dict("records")
    assert note["entry"] == "Fruit (all)"
    assert note["count"] == 3
    assert "each is a concept of its own" in note["what"]


def test_the_table_of_liwc_22(tmp_path: Path) -> None:
    assert shape(read(tmp_path, "market.dicx", ALL["market.dicx"])) == {
        "Fruit": {"Fruit": ["apple*", "blood orange"]},
        "Citrus": {"Citrus": ["blood orange", "lemon"]},
        "Kitchen": {"Kitchen": ["knife"]},
    }
    weighted = "DicTerm,bad,good\r\nawful,1.0,0.0\r\ngreat,0,1\r\n"
    assert shape(read(tmp_path, "w.dicx", weighted)) == {
        "bad": {"bad": ["awful"]},
        "good": {"good": ["great"]},
    }


def test_lexicoder_3(tmp_path: Path) -> None:
    lexicon = read(tmp_path, "market.lc3", ALL["market.lc3"])
    assert shape(lexicon) == {
        "fruit": {"fruit": ["apple*", "blood orange"]},
        "kitchen": {"kitchen": ["knife"]},
    }


def test_a_space_ends_a_word_in_lexicoder_2(tmp_path: Path) -> None:
    lexicon = read(tmp_path, "other.lcd", ALL["market.lcd"])
    assert lexicon.name == "market"
    assert shape(lexicon) == {
        "fruit": {"fruit": ["apple*", "blood orange"]},
        "kitchen": {"kitchen": ["*knife*"]},
    }
    as_yoshikoder = read(tmp_path, "other.lcd", YOSHIKODER)
    assert shape(as_yoshikoder)["kitchen"] == {"kitchen": ["knife"]}


def test_the_one_category_that_holds_all_is_the_dictionary_of_yoshikoder(tmp_path: Path) -> None:
    lexicon = read(tmp_path, "x.ykd", YOSHIKODER)
    assert lexicon.name == "market"
    assert shape(lexicon) == {
        "fruit": {"fruit": ["apple*"], "citrus": ["blood orange", "lemon"]},
        "kitchen": {"kitchen": ["knife"]},
    }
    assert lexicon.concepts["fruit"].description == "What grows"
    assert lexicon.concepts["fruit"].labels["citrus"].note == "Sour ones"
    own = YOSHIKODER.replace('<cnode name="fruit"', '<pnode name="stall"/><cnode name="fruit"')
    assert shape(read(tmp_path, "x.ykd", own))["market"] == {"market": ["stall"]}


def test_wordstat(tmp_path: Path) -> None:
    assert shape(read(tmp_path, "market.CAT", WORDSTAT)) == {
        "FRUIT": {"FRUIT": ["APPLE*"], "CITRUS": ["BLOOD ORANGE", "LEM?N"]},
        "KITCHEN": {"KITCHEN": ["KNIFE"]},
    }
    with_spaces_before_the_tab = WORDSTAT.replace("\tAPPLE", "   \tAPPLE")
    assert shape(read(tmp_path, "m.cat", with_spaces_before_the_tab))["FRUIT"]["FRUIT"] == ["APPLE*"]


def test_a_phrase_of_wordstat_may_have_and_or_or_after_in_it(tmp_path: Path) -> None:
    text = "C\n\tTOUCH AND GO (1)\n\tDEAD OR ALIVE (1)\n\tMORNING_AFTER (1)\n\tDAY AFTER TOMORROW (1)\n"
    lexicon = read(tmp_path, "x.cat", text)
    assert shape(lexicon) == {
        "C": {"C": ["TOUCH AND GO", "DEAD OR ALIVE", "MORNING AFTER", "DAY AFTER TOMORROW"]}
    }
    counts = dc.framing(
        _corpus([*"abc", "touch", "and", "go", "the", "day", "after", "tomorrow"]), lexicon, by="source"
    )
    assert counts["count"].tolist() == [2]


def test_quanteda(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert shape(read(tmp_path, "market.yml", QUANTEDA)) == {
        "fruit": {
            "fruit": ["apple*"],
            "citrus": ["blood orange", "lem?n"],
            "tropical > stone": ["mango", "not # ripe"],
        },
        "kitchen": {"kitchen": ["knife"]},
    }
    of_r = "fruit:\n  citrus:\n    - lem?n\n  __:\n    - apple*\n__:\n  - knife\n"  # as as.yaml writes
    assert shape(read(tmp_path, "r.yml", of_r)) == {
        "fruit": {"fruit": ["apple*"], "citrus": ["lem?n"]},
        "__": {"__": ["knife"]},
    }
    with monkeypatch.context() as patch:  # a build of PyYAML without the C parser reads the same
        patch.setattr("discourse.lexicon.formats.quanteda._LOADER", yaml.SafeLoader)
        assert len(read(tmp_path, "slow.yml", QUANTEDA).concepts["fruit"].labels) == 3
        with pytest.raises(dc.LexiconError, match="line 2: not YAML: "):
            read(tmp_path, "slow.yml", "a: [b\n")
    assert list(read(tmp_path, "n.yaml", "NO: [Oslo]\n2015: [year]").concepts) == ["NO", "2015"]


@pytest.mark.parametrize(
    ("entry", "pattern"),
    [
        ('say "cheese" now', "say cheese now"),  # quotation marks of a pattern would take the * away
        ('"rebel*"', "rebel*"),
        ("air_strike*", "air strike*"),
        ("#metoo", "#metoo"),
        ("not * good", "not # good"),
        ("U.S.", "U.S."),
        ("24/7", "24/7"),
        ("l'*", "l'*"),
        ("24 7", "24 7"),
        ("n't", "n't"),
    ],
)
def test_what_is_a_letter_there_is_a_letter_here(tmp_path: Path, entry: str, pattern: str) -> None:
    [concept] = read(tmp_path, "x.dic", f"%\n1\tc\n%\n{entry}\t1\n").concepts.values()
    assert concept.labels["c"].patterns == (pattern,)


def test_a_question_mark_is_a_wildcard_in_quanteda_only(tmp_path: Path) -> None:
    assert shape(read(tmp_path, "x.yml", 'c: ["lem?n"]')) == {"c": {"c": ["lem?n"]}}
    assert shape(read(tmp_path, "x.dic", "%\n1\tc\n%\nwhy?\t1\n")) == {"c": {"c": ["why"]}}


def test_a_wildcard_that_became_a_word_is_told(tmp_path: Path) -> None:
    text = "%\n1\tc\n%\nfair-*\t1\nfair*\t1\nl'*\t1\nnot * good\t1\nself-esteem*\t1\n"
    lexicon = read(tmp_path, "x.dic", text)
    assert lexicon.notes[["what", "line", "entry", "count"]].to_numpy().tolist() == [
        ["has a wildcard beside a hyphen or the like: it is a word of its own here", 4, "fair-*", 1]
    ]
    counts = dc.framing(_corpus(["a", "fair", "trial"]), lexicon, by="source")
    assert counts["count"].tolist() == [1]


FAULTS = [  # file, text, line, entry, what is told
    ("x.dic", LIWC + "(like) like*\t1\n", 11, "(like) like*\t1", "is conditional on the words around it"),
    ("x.dic", LIWC + "kind\t(02 134)125/464\n", 11, "kind\t(02 134)125/464", "is conditional"),
    ("x.dic", LIWC + "kind\t<of>131/125\n", 11, "kind\t<of>131/125", "is conditional"),
    ("x.dic", LIWC + ":)\t1\t2\n", 11, ":)", "has a part that is no word here"),
    ("x.dic", LIWC + ":D\t1\n", 11, ":D", "has a part that is no word here"),
    ("x.dic", LIWC + "@ home\t1\n", 11, "@ home", "has a part that is no word here"),
    ("x.dic", LIWC + "*\t1\n", 11, "*", "has no word to look for"),
    ("x.dic", LIWC + "kind\n", 11, "kind", "has no category; its numbers follow it after a tab"),
    ("x.dic", LIWC + "kind\t7\n", 11, "kind\t7", "has a number that no category has"),
    (
        "x.dic",
        LIWC.replace("3\tkitchen", "3\tkitchen\n4\tempty"),
        5,
        "empty",
        "is a category without an entry",
    ),
    ("x.dicx", "DicTerm,c\na,X\nb,\n", 3, "b", "has no category; an X marks one"),
    ("x.lc3", "+c\na\n" + "b" * 501 + "\n", 3, "b" * 500, "is longer than 500 characters"),
    ("x.lc3", "+c\na\n~negated\n", 3, "~negated", "begins with ~"),
    ("x.cat", "C\n\ta (1)\n\tGO NEAR WAR /S (1)\n", 3, "GO NEAR WAR /S", "is a rule"),
    ("x.cat", "C\n\ta (1)\n\t@AID [aid AFTER war] (1)\n", 3, "@AID [aid AFTER war]", "is a rule"),
    ("x.cat", "C\n\ta (1)\n\t@AID\n", 3, "@AID", "is a rule"),
    ("x.yml", "c: [a, 3]\n", 1, "3", "is not text in YAML but int"),
    ("x.yml", "c: [a, no]\n", 1, "no", "is not text in YAML but bool"),
    ("x.yml", "c:\n- a\n- !!python/name:os.system ''\n", 3, "", "is not text in YAML"),
    ("x.yml", "c: a\nd:\n", 2, "d", "is a category without an entry"),
]


@pytest.mark.parametrize(("name", "text", "line", "entry", "what"), FAULTS)
def test_what_cannot_be_carried_over_is_told_or_left_out_and_counted(
    tmp_path: Path, name: str, text: str, line: int, entry: str, what: str
) -> None:
    with pytest.raises(dc.LexiconError, match=re.escape(what)) as raised:
        read(tmp_path, name, text)
    sentence = str(raised.value)
    shown = entry if len(entry) <= 60 else entry[:59] + "…"
    assert f"{name}, line {line}: {shown!r} {what}" in sentence
    assert sentence.endswith('; errors="repair" leaves it out and counts it')
    [note] = read(tmp_path, name, text, errors="repair").notes.to_dict("records")
    assert (note["line"], note["entry"], note["count"]) == (line, entry, 1)
    assert note["what"].startswith(what)
    assert note["what"].endswith(": left out")


@pytest.mark.parametrize(
    ("name", "text", "what"),
    [
        ("x.dicx", "DicTerm,c\naid*,-0.5\n", "line 2: 'aid* (-0.5)' has a weight other than 1"),
        ("x.cat", "C\n\taid* (2)\n", "line 2: 'aid* (2)' has a weight other than 1"),
        (
            "x.ykd",
            YOSHIKODER.replace('score="1"', 'score="-1"'),
            "line 7: 'lemon (-1)' has a score other than 1",
        ),
        ("x.dic", "%\n1\tc\n%\naid*\t1\t7\n", "line 4: 'aid*\\t1\\t7' has a number that no category has"),
    ],
)
def test_what_an_entry_has_too_much_is_told_or_lost_but_never_its_word(
    tmp_path: Path, name: str, text: str, what: str
) -> None:
    with pytest.raises(dc.LexiconError, match=re.escape(what)):
        read(tmp_path, name, text)
    lexicon = read(tmp_path, name, text, errors="repair")
    assert {"aid*", "lemon"} & {p for query in lexicon.queries() for p in query.patterns}
    assert lexicon.notes["what"].str.contains("kept without ").tolist() == [True]


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("x.dic", "apple\t1\n", "line 1: a LIWC dictionary begins with a line that is %"),
        ("x.dic", "%\n1\tc\n", "line 3: .* between two lines that are %"),
        ("x.dic", "%\nfruit\n%\n", "line 2: a category is a number and a name"),
        ("x.dic", "%\n1\ta\n01\tb\n%\n", "line 3: the number 1 is that of 'a' too"),
        ("x.dic", "%\n1\ta\n\t\t2\tb\n%\n", "line 3: .*more than one tab"),
        ("x.dic", "%\n1\ta\n%\n%\n", "line 4: a third %"),
        ("x.dic", "%\n1\ta\n2\ta\n%\napple\t1\n", "line 3: the category 'a' stands on line 2 too"),
        ("x.dicx", "apple,X\n", "line 1: a .dicx file begins with DicTerm and its categories, with commas"),
        ("x.dicx", "DicTerm;a\nb;X\n", "line 1: a .dicx file begins with DicTerm and its categories"),
        ("x.dicx", "", "no category with an entry"),
        ("x.dicx", "DicTerm,a\nb,X,X\n", "line 2: a row longer than the first"),
        ("x.dicx", "DicTerm,a,a\nb,X\n", "line 1: the category 'a' stands on line 1 too"),
        ("x.dicx", 'DicTerm,a\n"b,X\n', "line 2: not comma-separated: unexpected end of data"),
        ("x.lc3", "apple\n", "line 1: an entry before the first category"),
        ("x.lc3", "+" + "a" * 501 + "\nb\n", "line 1: the name of a category has at most 500 characters"),
        ("x.lc3", "+\napple\n", "line 1: a category without a name"),
        ("x.lc3", "++a\napple\n", "line 1: a category begins with one [+]"),
        ("x.cat", "aid (1)\n", "line 1: an entry that no tab indents belongs to no category"),
        ("x.cat", "C\n    aid (1)\n", "line 2: an entry that no tab indents belongs to no category"),
        ("x.cat", "C\n\t\taid (1)\n", "line 2: .*more than one tab"),
        ("x.ykd", "<dictionary>", "line 1: not XML: no element found"),
        ("x.ykd", "<cnode name='a'/>", "line 1: the element dictionary holds"),
        ("x.ykd", "<dictionary><cnode/></dictionary>", "line 1: a category without a name"),
        ("x.ykd", "<dictionary><pnode name='a'/></dictionary>", "line 1: the element 'pnode'"),
        ("x.ykd", "<dictionary>\nloose</dictionary>", "line 2: text between the elements, 'loose'"),
        ("x.ykd", "<dictionary patternengine='regexp'/>", "line 1: patterns of the kind 'regexp'"),
        (
            "x.ykd",
            "<!DOCTYPE d [<!ENTITY a 'b'>]><dictionary/>",
            "line 1: a DOCTYPE or an entity is not read",
        ),
        ("x.ykd", "<dictionary>" + "<cnode name='a'>" * 40, "line 1: categories nested more than 30 deep"),
        ("x.yml", "a: [b\n", "line 2: not YAML"),
        ("x.yml", "- a\n", "line 1: a dictionary maps"),
        ("x.yml", "", "no category"),
        ("x.yml", "a: [b]\n---\na: [c]\n", "line 2: a second YAML document"),
        ("x.yml", "a: [b]\na: [c]\n", "line 2: the category 'a' stands on line 1 too"),
        ("x.yml", "a: &x [b]\nc: [*x]\n", "line 2: [*]x is an alias in YAML, unless quoted, and not read"),
        (
            "x.yml",
            "a:\n- b*\n- *shire\n",
            "line 3: [*]shire is an alias in YAML, unless quoted, and not read",
        ),
        ("x.yml", "a: !!set {b}\n", "line 1: the tag 'tag:yaml.org,2002:set' is not read"),
        ("x.yml", "a: [[b]]\n", "line 1: a list inside a list"),
        ("x.yml", "? [a]\n: [b]\n", "line 1: the name of a category is text"),
        ("x.yml", "name: [b]\n", "line 1: 'name' is no name of a concept"),
        ("x.yml", "a: {b: {c: [x]}, 'b > c': [y]}\n", "line 1: 'b > c' would be two labels of 'a'"),
        ("x.yml", "a: {b: [x], c: [x]}\n'a > b': [z]\n", "line 2: 'a > b' would be two concepts"),
        ("x.yml", "a: " + "[" * 5000, "line 1: a list inside a list"),
        ("x.yml", "a: " + "{b: " * 5000, "line 1: categories nested more than 30 deep"),
    ],
)
def test_a_wrong_file_is_told_in_one_sentence_even_when_repairing(
    tmp_path: Path, name: str, text: str, says: str
) -> None:
    for errors in ("raise", "repair"):
        with pytest.raises(dc.LexiconError, match=says) as raised:
            read(tmp_path, name, text, errors=errors)
        assert name in str(raised.value)
        assert "\n" not in str(raised.value)
        assert len(str(raised.value)) < 400 + len(str(tmp_path))


def test_encodings(tmp_path: Path) -> None:
    text = "%\n1\tréfugiés\n%\nréfugié*\t1\n"
    expected = {"réfugiés": {"réfugiés": ["réfugié*"]}}
    assert shape(read(tmp_path, "x.dic", b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())) == expected
    assert shape(read(tmp_path, "x.dic", text.encode("cp1252"), encoding="cp1252")) == expected
    assert shape(read(tmp_path, "x.dic", text.encode("utf-16"), encoding="utf-16")) == expected
    with pytest.raises(dc.LexiconError, match=r"x.dic, line 2: not UTF-8; .*encoding=\"cp1252\" or the like"):
        read(tmp_path, "x.dic", text.encode("cp1252"))
    with pytest.raises(dc.LexiconError, match="line 2: not ascii; name another encoding"):
        read(tmp_path, "x.dic", text.encode(), encoding="ascii")
    for name in ("x.dic", "x.toml"):
        for encoding in ("klingon", "hex", "\0", ""):
            with pytest.raises(dc.LexiconError) as raised:
                read(tmp_path, name, text, encoding=encoding)
            assert str(raised.value) == f"{tmp_path / name}: the encoding {encoding!r} is not known"
        with pytest.raises(dc.LexiconError, match=f"{name}, line [12]: not punycode; name another encoding$"):
            read(tmp_path, name, "[" + text, encoding="punycode")
    declared = YOSHIKODER.replace("UTF-8", "ISO-8859-1").replace("apple", "réfugié")
    found = read(tmp_path, "x.ykd", declared.encode("latin-1"))
    assert shape(found)["fruit"]["fruit"] == ["réfugié*"]


@pytest.mark.parametrize(
    ("name", "begin", "again", "end"),
    [
        ("x.dic", "%\n1\tc\n%\na\t1\n", "1 ", "x\n"),
        ("x.dic", "%\n1\tc\n%\na\t1\n", "(", "a\t1\n"),
        ("x.cat", "C\n\ta (1)\n\tb", " ", "(\n"),
        ("x.yml", "c: ", "[", ""),
        ("x.ykd", "<dictionary>", "<cnode name='a'>", ""),
        ("x.toml", "a = ", "[", ""),
    ],
)
def test_a_line_without_end_is_told_at_once(
    tmp_path: Path, name: str, begin: str, again: str, end: str
) -> None:
    with pytest.raises(dc.LexiconError):  # what looks again from each sign would not come to an end
        read(tmp_path, name, begin + again * (4_000_000 // len(again)) + end)


def test_a_file_that_no_dictionary_is_as_large_as(tmp_path: Path) -> None:
    with pytest.raises(dc.LexiconError, match=r"x.lc3: 4,194,305 bytes; a dictionary has at most"):
        read(tmp_path, "x.lc3", b"a" * ((4 << 20) + 1))


def test_errors_is_one_of_two(tmp_path: Path) -> None:
    with pytest.raises(dc.LexiconError, match='errors= must be "raise" or "repair", not \'ignore\''):
        read(tmp_path, "x.yml", "a: [b]", errors="ignore")


def test_notes_are_no_part_of_equality(tmp_path: Path) -> None:
    strict = read(tmp_path, "x.yml", "a: [b]\n")
    mended = read(tmp_path, "x.yml", "a: [b, 3]\n", errors="repair")
    assert len(mended.notes) == 1
    assert mended == strict
    assert mended.hash == strict.hash
    assert strict.notes.columns.tolist() == ["what", "line", "entry", "count"]


# What quanteda documents of tokens_lookup(nested_scope = "key"): each key by itself, the longest match first.
def looked_up(values: list[str], tokens: list[str]) -> list[range]:
    found: list[range] = []
    by_value: dict[range, set[str]] = {}
    for value in values:
        globs = value.split()
        for start in range(len(tokens) - len(globs) + 1):
            if all(fnmatchcase(tokens[start + at], glob) for at, glob in enumerate(globs)):
                found.append(range(start, start + len(globs)))
                by_value.setdefault(found[-1], set()).add(value)
    for one, other in combinations(by_value, 2):  # at one length ours takes the more literal
        alike = len(one) == len(other) and not set(one).isdisjoint(other)
        assume(not alike or len(by_value[one] | by_value[other]) == 1)
    taken: list[range] = []
    for span in sorted(set(found), key=lambda span: (-len(span), span.start)):
        if all(set(span).isdisjoint(other) for other in taken):
            taken.append(span)
    return taken


WORD = st.sampled_from(["a", "ab", "b", "c*", "?b", "a*"])
VALUE = st.lists(WORD, min_size=1, max_size=2).map(" ".join)
KEYS = st.dictionaries(
    st.sampled_from("xyz"), st.lists(VALUE, min_size=1, max_size=3), min_size=1, max_size=3
)
TEXT = st.lists(st.sampled_from(["a", "ab", "b", "cb", "d"]), min_size=1, max_size=12)


@given(st.dictionaries(st.sampled_from("pqr"), KEYS, min_size=1, max_size=3), TEXT)
@example({"p": {"x": ["a"], "y": ["a"]}}, ["a", "a"])
def test_counts_of_a_nested_dictionary_are_those_of_quanteda(
    dictionary: dict[str, dict[str, list[str]]], tokens: list[str]
) -> None:
    text = "".join(f"{top}: {keys!r}\n" for top, keys in dictionary.items())
    lexicon = dc.Lexicon.from_dict(read_foreign("d.yml", text.encode())[0])
    counts = dc.framing(_corpus(tokens), lexicon, by="source").set_index(["concept", "label"])["count"]
    assert words(" ".join(tokens)) == tokens
    for top, keys in dictionary.items():
        found = {key: looked_up(values, tokens) for key, values in keys.items()}
        if f"{top} > {next(iter(keys))}" in lexicon.concepts:  # they share an entry, so none competes
            theirs = {(f"{top} > {key}",) * 2: len(spans) for key, spans in found.items()}
        else:
            every = [span for spans in found.values() for span in spans]
            assume(sum(map(len, every)) == len(set().union(*every)))  # none overlap: see the next test
            theirs = {(top, key): len(spans) for key, spans in found.items()}
        assert {key: counts[key] for key in theirs} == theirs


def _corpus(tokens: list[str]) -> dc.Corpus:
    return dc.read(pd.DataFrame({"id": ["1"], "source": ["s"], "text": [" ".join(tokens)]}), clean=False)


def test_where_labels_overlap_the_longest_counts_as_with_the_scope_dictionary() -> None:
    text = "paper: {daily: [new york times], city: [new york]}\n"
    lexicon = dc.Lexicon.from_dict(read_foreign("d.yml", text.encode())[0])
    counts = dc.framing(
        _corpus(["the", "new", "york", "times", "is", "a", "new", "york", "paper"]), lexicon, by="source"
    )
    assert counts.set_index("label")["count"].to_dict() == {"daily": 1, "city": 1}  # scope "key": city 2


def test_a_dictionary_that_is_case_sensitive(tmp_path: Path) -> None:
    file = tmp_path / "sides.yml"
    file.write_text("sides:\n  them: [US, 'the =White House*']\n", encoding="utf-8")
    plain, cased = dc.Lexicon.read(file), dc.Lexicon.read(file, case_sensitive=True)
    assert plain.concepts["sides"].labels["them"].patterns == ("US", "the White House*")
    assert cased.concepts["sides"].labels["them"].patterns == ("=US", "=the =White =House*")
    with pytest.raises(dc.LexiconError, match="'=US', found in its own case alone"):
        cased.write(tmp_path / "out.yml")
    lost = cased.write(tmp_path / "out.yml", errors="repair")
    assert lost["what"].tolist()[-2:] == ["case: left out"] * 2
    assert dc.Lexicon.read(tmp_path / "out.yml").concepts == plain.concepts
    cased.write(tmp_path / "out.toml")
    assert dc.Lexicon.read(tmp_path / "out.toml").concepts == cased.concepts
    with pytest.raises(dc.LexiconError, match="in TOML a word such as =US says it"):
        dc.Lexicon.read(tmp_path / "out.toml", case_sensitive=True)
