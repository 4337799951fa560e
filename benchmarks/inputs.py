"""The inputs: one corpus at three sizes, as Parquet for all and as plain text for ``wc``."""

import json
import os
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
CORPUS = "newsbias.parquet"
SIZES = {"22": "the first tenth of the articles", "224": "all articles", "1120": "all articles five times"}
_SHARDS = 8
_ROWS = 4096  # a row group: what a reader must hold at once


@dataclass(frozen=True)
class Input:
    """One size of the corpus; its files lie in the folder of the work.

    Attributes
    ----------
    name : str
        One of `SIZES`.
    articles, sources, bytes : int
        How many there are; the bytes of text, in UTF-8.
    """

    name: str
    articles: int
    sources: int
    bytes: int

    @property
    def megabytes(self) -> float:
        """Millions of bytes of text."""
        return self.bytes / 1e6


def data() -> Path:
    """Name the folder of the data: beside the checkout, or where DISCOURSE_DATA says."""
    return Path(os.environ.get("DISCOURSE_DATA", ROOT.parent / "shared" / "data"))


def corpus() -> Path | None:
    """Find the corpus in the folder of the data; None where it is absent."""
    return data() / CORPUS if (data() / CORPUS).is_file() else None


def make(source: Path, size: str, work: Path) -> Input:
    """Write the files of one size into a folder, and say what is in them."""
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    table = pq.read_table(source, columns=["id", "source", "date", "title", "text"])
    if size == "22":
        table = table.slice(0, table.num_rows // 10)
    copies = [table] if size != "1120" else [_renamed(table, copy) for copy in range(5)]
    with pq.ParquetWriter(work / f"{size}.parquet", table.schema, compression="zstd") as parquet:
        for copy in copies:
            parquet.write_table(copy, row_group_size=_ROWS)
    with (work / f"{size}.txt").open("wb") as plain:
        for copy in copies:
            plain.writelines(text.as_py().encode() + b"\n" for text in copy["text"])
    # an article a line: what R reads without further packages
    for end, column in {"lines": "text", "sources": "source", "years": "date"}.items():
        with (work / f"{size}.{end}").open("wb") as file:
            for copy in copies:
                values = (str(value.as_py() or "") for value in copy[column])
                shown = (value[:4] if column == "date" else " ".join(value.split()) for value in values)
                file.writelines(value.encode() + b"\n" for value in shown)
    sizes = len(copies) * pc.sum(pc.binary_length(table["text"])).as_py()
    return Input(size, len(copies) * table.num_rows, pc.count_distinct(table["source"]).as_py(), sizes)


def make_shards(whole: Path, folder: Path) -> None:
    """Write the articles of a Parquet file as eight files."""
    import pyarrow.parquet as pq

    folder.mkdir(exist_ok=True)
    table = pq.read_table(whole)
    step = -(-table.num_rows // _SHARDS)
    for shard in range(_SHARDS):
        part = table.slice(shard * step, step)
        pq.write_table(part, folder / f"{shard}.parquet", row_group_size=_ROWS, compression="zstd")


def _renamed(table, copy):  # type: ignore[no-untyped-def]
    import pyarrow as pa
    import pyarrow.compute as pc

    ids = pc.binary_join_element_wise(table["id"], pa.scalar(str(copy)), pa.scalar("-"))
    return table.set_column(table.schema.get_field_index("id"), "id", ids)


if __name__ == "__main__":  # in a process of its own: the harness must stay small
    if sys.argv[1] == "shards":
        make_shards(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        made = make(Path(sys.argv[2]), sys.argv[1], Path(sys.argv[3]))
        sys.stdout.write(json.dumps(asdict(made)))
