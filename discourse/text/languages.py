"""What the language of a corpus decides about its words, for the languages that need it."""

import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import regex

from discourse.text.function_words import ENGLISH_FUNCTION_WORDS

# ISO 639-1, with what it had before.
_CODES = """
    aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de
    dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id
    ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu
    lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu
    rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to
    tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
"""
LANGUAGES = frozenset(_CODES.split())
# Elided words before a vowel: a word of its own in these languages, and wherever no language is said.
_FRENCH = "c d j l m n s t qu jusqu lorsqu puisqu quoiqu"
_ITALIAN = """
    agl all anch bell c coll com cos d dagl dall degl dell gl grand l m mezz n negl nell nient quest quell s
    sant sott senz sugl sull t tant trent tutt un v vent
"""
_CATALAN = "d l m n s t"
_ELIDED = {"fr": _FRENCH, "it": _ITALIAN, "ca": _CATALAN, "oc": _CATALAN, "": f"{_FRENCH} {_ITALIAN}"}
_VOWELS = "aeiouyhœæ"
DOTLESS = frozenset({"tr", "az"})  # where I is the capital of ı
UNSPACED = frozenset({"zh", "ja", "th", "lo", "km", "my"})  # no spaces between words
_NO_SPACES = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]+")
_SAMPLE = 300, 300  # texts, and characters of each

# The point of these ends a sentence only before a word that often begins one (the second list); that of a
# number of one or two digits does so too where it makes an ordinal. Other languages have none.
_ABBREVIATIONS = {
    "en": """
        adm al amb apr assn atty aug ave bldg blvd brig bros ca calif capt cf cmdr co col colo
        comdr conn corp cpl dec dept det dist dr eds eg est etc feb fla fri ft ga gen gov hon ie
        inc insp jan jr kan ky la lt ltd maj mar md messrs mich minn mon mont mr mrs ms mt mx
        neb nev nov oct okla penn pres prof pvt rd rep reps rev sec sen sens sep sept sgt spc
        spec sq sr st supt tenn tex thu thurs tue tues va vs vt wed wis wyo
    """,
    "fr": "av bd cf col dr env etc févr gén janv juill lt m me mgr mlle mm mme nov oct p pp sept st ste",
    "de": """
        abb abs apr aug bd bspw bzw ca dez dr evtl feb ggf hrsg inkl jan jr lt mio mrd nr okt prof rd s sept
        sog st str tel usw vgl z zb
    """,
    "es": """
        aa admón av avda cap cc col dir dr dra ee etc ff gral lic pág prof sr sra sres srta sta sto
        ud uds uu
    """,
    "it": "art avv cap col dott dr ecc gen ing on pag prof sen sig sigg sigra ss st",
    "pt": "av cap cel dr dra etc gen pág prof profa sr sra srta sto sta",
    "nl": "afb bijv blz bv ca d dhr dr drs enz gen ing ir jhr mevr mr nl nr prof resp st zgn",
    "ru": "акад гг гос др им млн млрд напр обл проф руб см ст стр тыс ул чел",
    "tr": "av bkz doç dr gen prof s sn vb vd yrd",
    "pl": """
        al dr gen godz hab im inż itd itp m mgr min mld mln np nr płk pn por prof r red ks św
        tys tzn tzw ul ur wg zł
    """,
    "cs": "dr gen ing judr mgr mudr např prof sv tj tzv ul č",
    "hu": "dr id ifj ill kb pl prof ún",
    "da": "bl ca dr eks f fx hr kl nr prof",
    "nb": "bl ca dr eks f kl nr prof",
    "uk": "акад гг грн див ім млн млрд напр обл проф рр ст стор тис вул",
    "sv": "bl ca d dr dvs el etc kap kl m nr o osv prof resp s st t tex",
}
# What is never the last word of a sentence: titles before a name, and what introduces examples.
_NEVER_LAST = {
    "en": """
        adm brig capt cf cmdr col comdr cpl dr e.g eg gen gov hon i.e ie insp lt maj messrs mr mrs ms prof pvt
        rep reps rev sen sens sgt spc supt viz vs
    """,
    "fr": "cf col dr gén m me mgr mlle mm mme p.ex prof",
    "de": "bspw bzw d.h dr hrsg prof sog u.a vgl z.b",
    "es": "col dr dra gral lic p.ej prof sr sra sres srta",
    "it": "avv cap col dott dr gen ing on p.es prof sen sig sigg sigra",
    "pt": "cel dr dra gen p.ex prof profa sr sra srta",
    "nl": "bijv bv dhr dr drs gen ir jhr mevr mr prof resp",
    "ru": "акад ген им проф ул",
    "tr": "bkz dr gen prof sn yrd",
    "pl": "dr gen inż mgr prof płk tzn tzw św ul",
    "cs": "dr gen ing judr mgr mudr např prof sv tj tzv ul",
    "hu": "dr id ifj ill pl prof ún",
    "da": "bl.a dr f.eks fx hr prof",
    "nb": "bl.a dr f.eks prof",
    "uk": "акад ген ім проф вул",
    "sv": "bl.a dr prof resp",
}
_STARTERS = {
    "fr": """
        le la les l' un une des il elle ils elles on ce cette ces c' je nous vous mais dans pour
        selon en à après
    """,
    "de": "der die das ein eine er sie es wir ich sie man aber und in im am auf für mit nach bei doch",
    "es": "el la los las un una él ella ellos se en por para pero según con esta este",
    "it": "il lo la i gli le un una l' egli lui lei si in per ma con secondo questa questo",
    "pt": "o a os as um uma ele ela eles se em no na por para mas com segundo esta este",
    "nl": "de het een hij zij ze wij we ik er dit dat maar en in op voor met volgens",
    "ru": "в на он она они это но и по с за для как мы я",
    "tr": "bu bir o ve ama ancak biz ben",
    "pl": "w na on ona oni to ale i po z za dla jak my ja",
    "uk": "в на він вона вони це але і по з за для як ми я у",
    "sv": "den det en ett han hon de vi jag men och i på för med enligt",
}
_ORDINALS = frozenset(
    {"az", "cs", "da", "de", "et", "fi", "hr", "hu", "is", "lv", "nb", "no", "pl", "sk", "sl", "tr"}
)
_BEFORE_NUMBERS = {
    "": "fig figs no nos p pp vol vols",
    "fr": "art fig n no nos p pp vol",
    "de": "abs art bd nr s",
    "es": "art núm no pág p pp vol",
    "it": "art n p pp vol",
}


class Points(NamedTuple):
    """What a language says about points: words, in the form in which they are counted."""

    abbreviations: frozenset[str]
    never_last: frozenset[str]
    before_numbers: frozenset[str]  # abbreviations before a number, and words otherwise
    starters: frozenset[str]
    ordinals: bool


@cache
def points(language: str) -> Points:
    """Return what a language says about points; where none is said, it is English.

    Examples
    --------
    >>> "gen" in points("").abbreviations, points("de").ordinals
    (True, True)
    """
    english = language in ("", "en")
    lists = (
        frozenset(_ABBREVIATIONS.get(language or "en", "").split()),
        frozenset(_NEVER_LAST.get(language or "en", "").split()),
        frozenset(_BEFORE_NUMBERS.get("" if english else language, "").split()),
        ENGLISH_FUNCTION_WORDS if english else frozenset(_STARTERS.get(language, "").split()),
    )
    return Points(*lists, language in _ORDINALS)


def is_unspaced(texts: Sequence[str]) -> bool:
    """Say whether most letters of a sample of some texts are of scripts that write no spaces between words.

    Examples
    --------
    >>> is_unspaced(["叛军占领了道路", "rebels"]), is_unspaced(["한국의 반군", "rebels"])
    (True, False)
    """
    most, length = _SAMPLE
    sample = "".join(text[:length] for text in texts[:: max(1, len(texts) // most)])
    found = 0 if sample.isascii() else sum(map(len, _NO_SPACES.findall(sample)))
    return 2 * found > sum(map(str.isalpha, sample)) if found else False


def elided(language: str) -> frozenset[str]:
    """Return what is parted from the word that follows it after an apostrophe, in small letters.

    Examples
    --------
    >>> sorted(elided("ca"))
    ['d', 'l', 'm', 'n', 's', 't']
    """
    return frozenset(_ELIDED.get(language, "").split())


def vowels() -> str:
    """Return the letters before which a word is elided: vowels and h, with and without accents."""
    latin = map(chr, [*range(0x41, 0x250), *range(0x1E00, 0x1F00)])
    return "".join(
        letter
        for letter in latin
        if letter.isalpha() and unicodedata.normalize("NFD", letter)[0].lower() in _VOWELS
    )
