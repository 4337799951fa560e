"""A corpus and a lexicon that try to be obeyed: by a browser, a template, a typesetter, a spreadsheet.

What would do something in a browser says so where the tests look: it asks ``CANARY`` for a file and marks the
page's root.
"""

import json
from pathlib import Path

import pandas as pd

RAN = "document.documentElement.dataset.ran=1;fetch('CANARY/ran')"
POISONS = {  # CANARY becomes an address that notes who asks
    "script": f"<script>{RAN}</script>",
    "image": f"<img src=CANARY/image onerror={RAN}>",
    "break out": f"\"'></title></style></textarea></script></pre><svg onload={RAN}>",
    "frame": "<iframe src=CANARY/frame></iframe><base href=CANARY/><link rel=stylesheet href=CANARY/css>",
    "style": "<style>*{background:url(CANARY/style)}</style><p style='background:url(CANARY/rule)'>",
    "refresh": "<meta http-equiv=refresh content='0;url=CANARY/refresh'>",
    "link": f"[press](javascript:{RAN}) ![look](CANARY/look) [a]: javascript:{RAN}",
    "angle link": f"<javascript:{RAN}> CANARY/plain-address",
    "template": "{{ 7919*7927 }} {% for x in [1] %}looped{% endfor %} {# gone #} ${7919*7927}",
    "mathjax": r"$\href{javascript:alert(1)}{x}$ \(\unicode{x41}\) $$\require{html}$$",
    "mathtext": r"$\frac{1}{$ a_b^c $x$ \$",
    "entity": "&lt;b&gt; &amp;lt;i&amp;gt; &#60;u&#62;",
    "markdown": "`tick` | pipe | **bold** __init__ ~~gone~~ # heading - list",
    "direction": "\u202egnp.exe\u202c \u2066right\u2069 \u202eunclosed",
    "python": "\"\"\"'''\\\"; __import__('os').system('touch ran') #%s {0} %(x)s",
    "formula": '=HYPERLINK("CANARY/formula","x")',
    "quoted formula": "'=1+1",
    "plus": "+1+1",
    "minus": "-1+1",
    "at": "@SUM(1)",
}
_WORDS = ("rebels", "terrorists", "opposition", "militants", "fighters", "gunmen", "insurgents")


def poisons(canary: str) -> dict[str, str]:
    """Return the poisons with their address in them."""
    return {name: text.replace("CANARY", canary) for name, text in POISONS.items()}


def write_table(folder: Path, canary: str) -> Path:
    """Write a table that is poison in every cell and in its name."""
    rows = [
        {
            "id": f"{number} {year} {text}",
            "source": text,
            "date": f"{year}-01-01",
            "title": text,
            "text": f"The {' '.join(_WORDS[: 2 + number % 6])} {text} said that the {text} {_WORDS[0]} came.",
            "desk": text,
        }
        for number, text in enumerate(poisons(canary).values())
        for year in (2015, 2016)
    ]
    path = folder / "a'b\"c & <img src=x onerror=alert(1)> {{7*7}} $x_1$ %s.csv"
    pd.DataFrame(rows).to_csv(path, index=False)
    return path


def write_lexicon(folder: Path, canary: str) -> Path:
    """Write a lexicon of which every name, description and note is poison."""
    texts = [json.dumps(text) for text in poisons(canary).values()]
    lines = [f"name = {texts[0]}", f"description = {json.dumps(' '.join(poisons(canary).values()))}"]
    for first in range(0, len(texts), len(_WORDS)):
        labels = texts[first : first + len(_WORDS)]
        lines += [f"[{labels[0]}]", f"description = {labels[0]}", f"[{labels[0]}.labels]"]
        lines += [
            f'{label} = {{ patterns = ["{word}"], note = {label} }}'
            for label, word in zip(labels, _WORDS, strict=False)
        ]
    path = folder / "l'x\"<svg onload=alert(1)>.toml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
