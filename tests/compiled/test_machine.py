import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import discourse

CASE = """
from discourse.compiled.gaps import case_of as kernel
said = kernel(np.frombuffer(b"US", np.uint8), 0, 2, np.ones(128, np.uint16), np.full(128, 128, np.uint8))
"""
LINES = """
from discourse.voice.compiled import _read as kernel
numbers = np.full(128, 512, np.int32)
places = np.zeros((3, 1), np.int32)
said = kernel(np.frombuffer(b"a", np.uint8), numbers, numbers, numbers, places, numbers)[1]
"""
STATS = """
print(said, sum(kernel.stats.cache_hits.values()), sum(kernel.stats.cache_misses.values()))
"""


def test_compiling_brings_no_linear_algebra_but_numba_knows_that_it_is_there() -> None:
    code = """
import sys
from discourse.text.compiled import word_bounds
word_bounds([b"a"])
from numba.np import arraymath
print("scipy.linalg" in sys.modules, "scipy.linalg.cython_blas" in sys.modules, arraymath._HAVE_BLAS)
import scipy.linalg.cython_blas
print(hasattr(scipy.linalg.cython_blas, "__pyx_capi__"))
"""
    said = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert said.split() == ["False", "False", "True", "True"]


def test_what_is_imported_later_is_there_when_something_of_it_is_asked_for() -> None:
    code = """
import sys
from discourse.compiled.machine import _algebra_later
with _algebra_later():
    import scipy.linalg.cython_blas
    print(hasattr(sys.modules["scipy.linalg.cython_blas"], "__pyx_capi__"), "scipy.linalg" in sys.modules)
print(type(sys.modules["scipy.linalg.cython_blas"]).__name__)
"""
    said = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert said.split() == ["True", "True", "module"]


@pytest.mark.parametrize(
    ("call", "file", "constant", "changed", "said", "said_then"),
    [
        (CASE, "compiled/characters.py", "LETTER, MARK, DIGIT", "MARK, LETTER, DIGIT", 192, 0),
        (LINES, "voice/characters.py", "(1 << n for n in range(16))", "(2 << n for n in range(16))", 1, 0),
    ],
)
def test_a_kernel_is_compiled_anew_when_a_constant_in_another_file_changes(
    tmp_path: Path, call: str, file: str, constant: str, changed: str, said: int, said_then: int
) -> None:
    def result_hits_and_misses() -> list[int]:
        command = [sys.executable, "-c", "import numpy as np" + call + STATS]
        return [*map(int, subprocess.check_output(command, cwd=tmp_path, text=True).split())]

    house, unkept = Path(discourse.__file__).parent, shutil.ignore_patterns("__pycache__")
    module = shutil.copytree(house, tmp_path / "discourse", ignore=unkept) / file
    source = module.read_text(encoding="utf-8")
    assert constant in source
    assert result_hits_and_misses() == [said, 0, 1]
    assert result_hits_and_misses() == [said, 1, 0]
    module.write_text(source.replace(constant, changed), encoding="utf-8")
    assert result_hits_and_misses() == [said_then, 0, 1]
    module.write_text(source, encoding="utf-8")
    assert result_hits_and_misses() == [said, 1, 0]  # what others may still use is kept
