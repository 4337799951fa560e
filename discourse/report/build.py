"""Run the notebooks on a corpus and put the results in place: all of them, or, if one fails, none."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from discourse.errors import DiscourseError
from discourse.files import (
    LOCK,
    beside,
    cannot_write,
    clear,
    make_folder,
    making,
    passing,
    real,
    uninterrupted,
    write_together,
)
from discourse.ingest.outlets import read_aliases
from discourse.ingest.parquet import is_url
from discourse.plots.save import manifest_files, read_manifest
from discourse.report import shipped
from discourse.report.findings import Followed, findings, first_figure, followed
from discourse.report.page import GENERATOR, About, page
from discourse.report.run import run_notebooks
from discourse.store.sealed import shared
from discourse.text.stop_words import read_stop_words

_ENDINGS = ("svg", "png", "csv")


@dataclass(frozen=True)
class Settings:
    """What the notebooks are run with; only what differs from their own parameters is set in them."""

    corpus: str | os.PathLike[str] | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    lexicon: str | os.PathLike[str] = "syria"
    by: str = "source"
    every: str | None = None
    study: str = ""
    texts: bool = True

    @property
    def corpus_name(self) -> str:
        """The corpus in a word, for headings."""
        return shipped.SEEDS if shipped.is_seeds(self.corpus) else Path(str(self.corpus)).name

    @property
    def shown(self) -> dict[str, str]:
        """The settings as the page names them."""
        options = ", ".join(f"{name} = {value!r}" for name, value in self.options.items())
        lexicon = Path(self.lexicon).name
        study = {"study": self.study} if self.study else {}
        shown = {"corpus": self.corpus_name, "options": options or "none", "lexicon": lexicon, "by": self.by}
        return {**study, **shown}

    def parameters(self, folder: Path) -> dict[str, Any]:
        """Return what to set in notebooks that lie in a folder: nothing for the seeds, counted as shipped."""
        changed: dict[str, Any] = {}
        if not shipped.is_seeds(self.corpus):
            changed["corpus"] = way(folder, str(self.corpus))
        if self.options:
            changed["options"] = dict(self.options)
        if str(self.lexicon) != "syria":
            is_file = Path(self.lexicon).exists()
            changed["lexicon"] = way(folder, str(self.lexicon)) if is_file else str(self.lexicon)
        if self.by != "source":
            changed["by"] = self.by
        if self.every:
            changed["every"] = self.every
        if not self.texts:
            changed["texts"] = False
        return changed


def report(
    corpus: str | os.PathLike[str] | None = None,
    *,
    options: Mapping[str, Any] | None = None,
    lexicon: str | os.PathLike[str] = "syria",
    by: str = "source",
    every: str | None = None,
    out: str | os.PathLike[str] | None = None,
    about: About | None = None,
    lines: str = "short",
    notebooks: Sequence[Path] = (),
    study: str = "",
    jobs: int | None = None,
    progress: bool = True,
) -> Path:
    """Run the notebooks on a corpus and make one page of them, which begins with what was found.

    In a clone of the project, without a corpus and without `out`, the clone's own notebooks and figures are
    made anew in place and the page is ``build/report.html``. Otherwise everything goes into `out`:
    ``report.html``, ``notebooks/`` and ``figures/``. If a notebook fails, nothing is changed.

    Parameters
    ----------
    corpus : path, optional
        What :func:`discourse.read` reads (default: the shipped seeds).
    options : mapping, optional
        Its options, for example ``{"text": "body", "errors": "repair"}``.
    lexicon : path or name
        What is looked for.
    by : str
        The column whose groups are compared.
    every : str, optional
        ``"year"``, ``"quarter"`` or ``"month"`` (default: years, or what a single year is made of).
    out : path, optional
        A new or empty folder, or one with an earlier report (default: ``report`` in the current folder).
    about : About, optional
        Title, byline and abstract of the page.
    lines : {"short", "full", "none"}
        How much of the lines behind a number the page carries: 8 or 25 words on each side, or no lines
        and no passage of an article in any notebook, for those who may not pass on texts.
    notebooks : sequence of Path
        Those to run (default: those of the library).
    study : str
        Where all this is said, for the page.
    jobs : int, optional
        How many notebooks run side by side (default: two, or one on a single processor).
    progress : bool
        Whether to show a bar.

    Returns
    -------
    Path
        The page.

    Raises
    ------
    DiscourseError
        If the corpus or lexicon cannot be read, the folder has other files in it, cannot be written or is
        being made by another run, or a cell fails.
    """
    settings = Settings(corpus, _plain(options or {}), lexicon, by, every, study, lines != "none")
    root = _in_place(settings, out)
    target = root / "build" if root else real(out or "report")
    home = root or target  # of the notebooks and the figures
    if not root:
        file = target / "report.html"
        _refuse_others(target, is_ours=file.is_file() and GENERATOR.encode() in file.read_bytes()[:2000])
    with _made(settings, notebooks, target=target, jobs=jobs, progress=progress) as run:
        made, executed, read, looked_for, choice = run
        answers = findings(read, looked_for, choice, by=by)
        text = page(
            executed,
            made / "figures",
            corpus=read,
            lexicon=looked_for,
            answers=answers,
            about=about or About(),
            lines=lines,
            settings=settings.shown,
        )
        write_together({made / "report.html": text.encode("utf-8", "replace")})
        if root:  # its gallery links the study's
            _write_gallery(made / "figures", home / "figures")
        with uninterrupted():
            install({notebook: home / "notebooks" / notebook.name for notebook in executed})
            install_figures(made / "figures", home / "figures")
            install({made / "report.html": target / "report.html"})
    return target / "report.html"


def figures(
    corpus: str | os.PathLike[str] | None = None,
    *,
    options: Mapping[str, Any] | None = None,
    lexicon: str | os.PathLike[str] = "syria",
    by: str = "source",
    every: str | None = None,
    out: str | os.PathLike[str] | None = None,
    notebooks: Sequence[Path] = (),
    study: str = "",
    jobs: int | None = None,
    progress: bool = True,
) -> Path:
    """Run the notebooks on a corpus and keep only the figures.

    In a clone of the project, without a corpus and without `out`, these are the clone's own ``figures/``.
    Otherwise they go into `out` (default: ``figures`` in the current folder). For the parameters and errors
    see :func:`report`.

    Returns
    -------
    Path
        The gallery page of the folder.
    """
    settings = Settings(corpus, _plain(options or {}), lexicon, by, every, study)
    root = _in_place(settings, out)
    target = root / "figures" if root else real(out or "figures")
    _refuse_others(target, is_ours=(target / "manifest.json").is_file())
    place = root / "build" if root else target
    with _made(settings, notebooks, target=place, jobs=jobs, progress=progress) as (made, *_):
        _write_gallery(made / "figures", target)  # which links no notebook that is not kept
        with uninterrupted():
            install_figures(made / "figures", target)
    return target / "README.md"


def _in_place(settings: Settings, out: object) -> Path | None:
    """Return the clone whose own notebooks and figures are to be made anew, if that is what is asked."""
    root = shipped.checkout()
    asked = out is None and not settings.study and not settings.parameters(Path())
    return root if root and asked and Path.cwd().resolve().is_relative_to(root.resolve()) else None


@contextmanager
def _made(
    settings: Settings, notebooks: Sequence[Path], *, target: Path, jobs: int | None, progress: bool
) -> Iterator[tuple[Path, list[Path], Any, Any, Followed]]:
    """Yield a passing folder, the notebooks that were run in it, the corpus, the lexicon, what is followed.

    The folder is beside a target, so that relative paths mean the same in both, and nobody else's: what is
    in it is run. One run at a time makes what is in the target.
    """
    with making(target), shared():
        clear(target)
        corpus, lexicon = _read(settings, progress=progress)
        with passing(beside(target)) as made:
            try:
                made.mkdir(mode=0o700)
            except OSError as error:
                raise cannot_write(made, error) from error
            folder = made / "notebooks"
            choice = followed(corpus, lexicon, by=settings.by, every=settings.every)
            parameters = {**settings.parameters(folder), **choice.parameters}
            run = run_notebooks(
                notebooks or shipped.notebooks(), folder, parameters=parameters, jobs=jobs, progress=progress
            )
            first_figure(corpus, lexicon, choice, by=settings.by, figures=made / "figures")
            yield made, run, corpus, lexicon, choice


def _plain(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the reading options in a form that a notebook's cell can hold, wherever it runs."""
    given = dict(options)
    if given.get("aliases") is not None:
        given["aliases"] = read_aliases(given["aliases"])
    if isinstance(given.get("stop_words"), str | Path):
        given["stop_words"] = sorted(read_stop_words(given["stop_words"]))
    try:
        plain: dict[str, Any] = json.loads(json.dumps(given))
    except TypeError as error:
        raise DiscourseError(f"a report takes text, numbers and lists as options: {error}") from error
    return plain


def _read(settings: Settings, *, progress: bool) -> tuple[Any, Any]:
    """Read corpus and lexicon before any notebook starts, so that bad input is refused at once."""
    import discourse as dc

    where = shipped.seeds() if shipped.is_seeds(settings.corpus) else str(settings.corpus)
    corpus = dc.read(where, **{"progress": progress, **settings.options})
    corpus.function_words  # noqa: B018 - a language without a list is refused before anything runs
    lexicon = settings.lexicon
    looked_for = dc.Lexicon.read(lexicon if isinstance(lexicon, str) else Path(lexicon))
    counts = dc.framing(corpus, looked_for, by=settings.by)
    if counts[settings.by].nunique(dropna=False) < 2:
        raise DiscourseError(
            f"{settings.by} has one value only ({counts[settings.by].iloc[0]}); a report compares at least "
            "two groups: choose another column with by="
        )
    if counts["count"].sum() == 0:
        raise DiscourseError(
            f"the lexicon {looked_for.name!r} finds nothing in {settings.corpus_name}; give one for this "
            "corpus with lexicon="
        )
    return corpus, looked_for


def way(folder: Path, file: str) -> str:
    """Return how a notebook in a folder reaches a file: by a relative path if both are in one place."""
    if is_url(file):
        return file
    path, folder = real(file), real(folder)
    near = path.parts[:2] == folder.parts[:2]  # they share more than the root or the drive
    return Path(os.path.relpath(path, folder) if near else path).as_posix()


def _refuse_others(target: Path, *, is_ours: bool) -> None:
    """Refuse a target that would be overwritten or mixed with what somebody else put there."""
    if is_ours or not target.exists():
        return
    if target.is_dir() and {path.name for path in target.iterdir()} <= {LOCK}:
        return
    what = "has other files in it" if target.is_dir() else "is a file"
    raise DiscourseError(f"{target} {what}; give a folder that is new, empty or has an earlier report")


def _write_gallery(made: Path, target: Path) -> None:
    """Write the gallery of figures that are about to move, with the links that hold in their new place."""
    write_together(manifest_files(target, read_manifest(made), into=made))


def install(places: Mapping[Path, Path]) -> None:
    """Move files to their places, for which a full disk has room; one with the same content is left alone."""
    for made, place in places.items():
        if place.is_file() and place.read_bytes() == made.read_bytes():
            continue
        make_folder(place.parent)
        try:
            made.replace(place)
        except OSError as error:
            raise cannot_write(place, error) from error


def install_figures(source: Path, target: Path) -> None:
    """Put figures in their place and remove those that an earlier run made and this one did not."""
    made = {row["name"] for row in read_manifest(source)}
    files = [f"{name}.{ending}" for name in sorted(made) for ending in _ENDINGS]
    with making(target, wait=True):
        try:
            before = {str(row["name"]) for row in read_manifest(target)}
        except DiscourseError:  # broken, and about to be replaced
            before = set()
        install({source / file: target / file for file in [*files, "manifest.json", "README.md"]})
        for name in before - made:
            if Path(name).name == name:  # a manifest may not point out of its folder
                for ending in _ENDINGS:
                    (target / f"{name}.{ending}").unlink(missing_ok=True)
