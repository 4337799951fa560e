import subprocess
import sys


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
