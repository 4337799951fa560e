"""How `make docs` builds the site: from what is committed; nothing is executed but the docstrings' imports.

`make docs` lays README, docs, notebooks and figures in one folder as they lie in the repository, so that each
relative link leads where it leads there. Pages with lists of names (the reference, the gallery) are templates
that are filled from `discourse.__all__` and the manifests of figures: a new name needs no line here.
"""

import inspect
import json
from pathlib import Path
from types import ModuleType
from typing import Any

from jinja2 import Template
from sphinx.application import Sphinx

import discourse as dc

project, release, author = "discourse", dc.__version__, "The discourse developers"
copyright = author  # noqa: A001  (the setting's name)
extensions = ["sphinx.ext.autodoc", "sphinx.ext.autosummary", "sphinx.ext.mathjax", "numpydoc", "myst_nb"]
templates_path = ["templates"]
exclude_patterns = ["docs/templates"]
default_role = "code"

autodoc_typehints = "none"  # the docstring has them
numpydoc_show_class_members = False
nb_execution_mode = "off"
myst_heading_anchors = 2
myst_enable_extensions = ["colon_fence"]

html_theme = "pydata_sphinx_theme"
html_title = "discourse"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sourcelink = False
html_theme_options = {
    "navigation_with_keys": False,
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": ["copyright"],
    "footer_end": [],
}

_SECTIONS = {  # room: what its names are for, in the order of the page
    "reading": "From files to a corpus",
    "corpus": "The corpus",
    "lexicon": "The lexicon",
    "analysis": "Analyses",
    "plots": "Figures",
    "measures": "Measures",
    "datasets": "Published corpora",
    "errors": "Errors",
}


def _reference() -> list[tuple[str, list[str]]]:
    """Return the public names under their headings, each as Sphinx finds it."""
    names: dict[str, list[str]] = {room: [] for room in _SECTIONS}
    for name in dc.__all__:
        value = getattr(dc, name)
        if isinstance(value, ModuleType):
            names[name] += [f"{name}.{inner}" for inner in _public(value)]
        elif value is dc.plot:
            names["plots"] += [f"plot.{inner}" for inner in _public(value)]
        elif callable(value):
            names[value.__module__.split(".")[1]].append(name)
    return [(_SECTIONS[room], sorted(found, key=str.casefold)) for room, found in names.items()]


def _public(owner: Any) -> list[str]:
    """List the functions and classes that a module, or `dc.plot`, shows."""
    shown = getattr(owner, "__all__", None) or [name for name in dir(owner) if not name.startswith("_")]
    home = getattr(owner, "__name__", None)
    return [
        name
        for name in shown
        if (inspect.isfunction(value := getattr(owner, name)) or inspect.isclass(value))
        and (hasattr(owner, "__all__") or home in (None, value.__module__))
    ]


def _gallery(source: Path) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return the folders of figures, each with the rows of its manifest."""
    found = sorted((source / "figures").rglob("manifest.json"), key=lambda path: len(path.parts))
    return [
        (path.parent.relative_to(source).as_posix(), json.loads(path.read_text(encoding="utf-8"))["figures"])
        for path in found
    ]


def _fill(app: Sphinx) -> None:
    docs = Path(app.srcdir) / "docs"  # laid there by `make docs`, anew each time
    for page in (docs / "reference.rst", docs / "gallery.md"):
        template = Template(page.read_text(encoding="utf-8"), trim_blocks=True)
        filled = template.render(sections=_reference(), folders=_gallery(docs.parent), plot=dc.plot)
        page.write_text(filled, encoding="utf-8")


def setup(app: Sphinx) -> None:
    """Fill the templates before autosummary looks for names in them."""
    dc.plot.__doc__ = type(dc.plot).__call__.__doc__  # an object that is called has no page of its own
    app.connect("builder-inited", _fill, priority=100)
