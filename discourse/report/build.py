"""Run the notebooks on a corpus and put the results in place: all of them, or, if one fails, none."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from filelock import Timeout

from discourse.errors import DiscourseError
from discourse.files import cannot_write, lock_of, make_folder, passing, write_together
from discourse.ingest.outlets import read_aliases
from discourse.plots.save import manifest_files, read_manifest
from discourse.report import shipped
from discourse.report.page import GENERATOR, page
from discourse.report.run import need_lab, run_notebooks
from discourse.store.sources import is_url

_ENDINGS = ("svg", "png", "csv")


@dataclass(frozen=True)
class Settings:
    """What the notebooks are run with; only what differs from their own parameters is set in them."""

    corpus: str | os.PathLike[str] | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    lexicon: str | os.PathLike[str] = "syria"
    by: str = "source"

    @property
    def as_shipped(self) -> bool:
        """Whether these are the seeds, read and counted as the committed notebooks do."""
        seeds = shipped.is_seeds(self.corpus)
        return seeds and not self.options and str(self.lexicon) == "syria" and self.by == "source"

    @property
    def corpus_name(self) -> str:
        """The corpus in a word, for headings."""
        return shipped.SEEDS if shipped.is_seeds(self.corpus) else Path(str(self.corpus)).name

    @property
    def shown(self) -> dict[str, str]:
        """The settings as the page names them."""
        options = ", ".join(f"{name} = {value!r}" for name, value in self.options.items())
        lexicon = Path(self.lexicon).name
        return {"corpus": self.corpus_name, "options": options or "none", "lexicon": lexicon, "by": self.by}

    def parameters(self, folder: Path) -> dict[str, Any]:
        """Return what to set in notebooks that lie in a folder."""
        changed: dict[str, Any] = {}
        if not shipped.is_seeds(self.corpus):
            named = str(self.corpus)
            changed["corpus"] = named if is_url(named) else _way(folder, Path(named))
        if self.options:
            changed["options"] = dict(self.options)
        if str(self.lexicon) != "syria":
            path = Path(self.lexicon)
            changed["lexicon"] = _way(folder, path) if path.exists() else str(self.lexicon)
        if self.by != "source":
            changed["by"] = self.by
        return changed


def report(
    corpus: str | os.PathLike[str] | None = None,
    *,
    options: Mapping[str, Any] | None = None,
    lexicon: str | os.PathLike[str] = "syria",
    by: str = "source",
    out: str | os.PathLike[str] | None = None,
    jobs: int | None = None,
    progress: bool = True,
) -> Path:
    """Run the notebooks on a corpus and make one page of them.

    Without a corpus and without `out`, in a clone of the project: the notebooks and figures of the clone
    are made anew where they are, and the page is ``build/report.html``. Otherwise everything goes into
    `out`, with ``report.html``, ``notebooks/`` and ``figures/``. Nothing is changed when a notebook fails.

    Parameters
    ----------
    corpus : path, optional
        What :func:`discourse.read` reads; the shipped seeds unless said.
    options : mapping, optional
        Its options, for example ``{"text": "body", "errors": "repair"}``.
    lexicon : path or name
        What is looked for.
    by : str
        The column whose groups are compared.
    out : path, optional
        A new or empty folder, or one with an earlier report; ``report`` in the current folder unless said.
    jobs : int, optional
        How many notebooks run side by side; two unless said.
    progress : bool
        Whether to show a bar.

    Returns
    -------
    Path
        The page.

    Raises
    ------
    DiscourseError
        A corpus or lexicon that cannot be read, a folder with other things in it, that cannot be written or
        that another run is making, or a cell that fails.
    """
    settings = Settings(corpus, _plain(options or {}), lexicon, by)
    root = _in_place(settings, out)
    target = (root / "build") if root else Path(out or "report").resolve()
    notebooks = (root / "notebooks") if root else target / "notebooks"
    figures_folder = (root / "figures") if root else target / "figures"
    if not root:
        _refuse_others(target, is_ours=_is_report(target))
    with _alone(target):
        counted, looked_for = _read(settings, progress=progress)
        with _made(settings, beside=target, jobs=jobs, progress=progress) as (made, executed):
            text = page(
                executed,
                made / "figures",
                corpus=counted,
                lexicon=looked_for,
                name=settings.corpus_name,
                settings=settings.shown,
                notebooks_link=Path(os.path.relpath(notebooks, target)).as_posix(),
                figures_link=Path(os.path.relpath(figures_folder, target)).as_posix(),
            )
            write_together({made / "report.html": text.encode("utf-8", "replace")})
            if root:  # its gallery links the study's
                rows = read_manifest(made / "figures")
                write_together(manifest_files(figures_folder, rows, into=made / "figures"))
            _install({notebook: notebooks / notebook.name for notebook in executed})
            _install_figures(made / "figures", figures_folder)
            _install({made / "report.html": target / "report.html"})
    return target / "report.html"


def figures(
    corpus: str | os.PathLike[str] | None = None,
    *,
    options: Mapping[str, Any] | None = None,
    lexicon: str | os.PathLike[str] = "syria",
    by: str = "source",
    out: str | os.PathLike[str] | None = None,
    jobs: int | None = None,
    progress: bool = True,
) -> Path:
    """Run the notebooks on a corpus and keep only the figures.

    Without a corpus and without `out`, in a clone of the project: the clone's own ``figures/``. Otherwise
    `out`, or ``figures`` in the current folder. For the parameters and errors see :func:`report`.

    Returns
    -------
    Path
        The gallery page of the folder.
    """
    settings = Settings(corpus, _plain(options or {}), lexicon, by)
    root = _in_place(settings, out)
    target = (root / "figures") if root else Path(out or "figures").resolve()
    _refuse_others(target, is_ours=(target / "manifest.json").is_file())
    beside = root / "build" if root else target
    with _alone(beside):
        _read(settings, progress=progress)
        with _made(settings, beside=beside, jobs=jobs, progress=progress) as (made, _):
            write_together(manifest_files(target, read_manifest(made / "figures"), into=made / "figures"))
            _install_figures(made / "figures", target)
    return target / "README.md"


def _in_place(settings: Settings, out: object) -> Path | None:
    """Return the clone whose own notebooks and figures are to be made anew, if that is what is asked."""
    root = shipped.checkout()
    asked = settings.as_shipped and out is None
    return root if root and asked and Path.cwd().resolve().is_relative_to(root.resolve()) else None


@contextmanager
def _alone(target: Path) -> Iterator[None]:
    """Let one run at a time make what is in a folder; the lock of a process that died is open."""
    try:
        with lock_of(target).acquire(timeout=0):
            yield
    except Timeout as error:
        raise DiscourseError(f"{target}: another run is making it; wait, or give another folder") from error


@contextmanager
def _made(
    settings: Settings, *, beside: Path, jobs: int | None, progress: bool
) -> Iterator[tuple[Path, list[Path]]]:
    """Run the notebooks in a passing folder beside the target, so that ways from one hold in the other."""
    with passing(beside.with_name(f".discourse-{beside.name}")) as made:
        make_folder(made)
        folder = made / "notebooks"
        parameters = settings.parameters(folder)
        executed = run_notebooks(
            shipped.notebooks(), folder, parameters=parameters, jobs=jobs, progress=progress
        )
        yield made, executed


def _plain(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the reading options as what a notebook's cell can say, wherever it runs."""
    given = dict(options)
    if given.get("aliases") is not None:
        given["aliases"] = read_aliases(given["aliases"])
    try:
        plain: dict[str, Any] = json.loads(json.dumps(given))
    except TypeError as error:
        raise DiscourseError(f"a report takes text, numbers and lists as options: {error}") from error
    return plain


def _read(settings: Settings, *, progress: bool) -> tuple[Any, Any]:
    """Read corpus and lexicon before any notebook starts, so that bad input is told at once."""
    import discourse as dc

    need_lab()
    where = shipped.seeds() if shipped.is_seeds(settings.corpus) else Path(str(settings.corpus))
    corpus = dc.read(where, **{"progress": progress, **settings.options})
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


def _way(folder: Path, target: Path) -> str:
    """Return how a notebook in a folder reaches a file: relative if the two share more than the root."""
    target, folder = target.resolve(), folder.resolve()
    try:
        shared = Path(os.path.commonpath([target, folder]))
    except ValueError:  # another drive
        return target.as_posix()
    if shared == Path(shared.anchor):
        return target.as_posix()
    return Path(os.path.relpath(target, folder)).as_posix()


def _refuse_others(target: Path, *, is_ours: bool) -> None:
    if target.exists() and not target.is_dir():
        raise DiscourseError(f"{target} is a file; give a folder that is new, empty or has an earlier report")
    if target.exists() and any(target.iterdir()) and not is_ours:
        raise DiscourseError(
            f"{target} has other things in it; give a folder that is new, empty or has an earlier report"
        )


def _is_report(target: Path) -> bool:
    file = target / "report.html"
    return file.is_file() and GENERATOR in file.read_bytes()[:2000].decode("utf-8", "replace")


def _install(places: Mapping[Path, Path]) -> None:
    """Move files to their places, for which a full disk has room; one with the same content is left alone."""
    for made, place in places.items():
        if place.is_file() and place.read_bytes() == made.read_bytes():
            continue
        make_folder(place.parent)
        try:
            made.replace(place)
        except OSError as error:
            raise cannot_write(place, error) from error


def _install_figures(source: Path, target: Path) -> None:
    """Put figures in their place and take away those of an earlier run that are no longer made."""
    made = {row["name"] for row in read_manifest(source)}
    try:
        before = {str(row["name"]) for row in read_manifest(target)}
    except DiscourseError:  # broken, and about to be replaced
        before = set()
    files = [f"{name}.{ending}" for name in sorted(made) for ending in _ENDINGS]
    _install({source / file: target / file for file in [*files, "manifest.json", "README.md"]})
    for name in sorted(before - made):
        for ending in _ENDINGS:
            if Path(name).name == name:  # a manifest may not point out of its folder
                (target / f"{name}.{ending}").unlink(missing_ok=True)
