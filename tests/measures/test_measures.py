import subprocess
import sys


def test_no_part_of_scipy_is_imported_for_a_formula_that_nobody_asks_for():
    parts = "{'scipy.special', 'scipy.linalg', 'scipy.stats'}"
    seen = (  # older SciPy brings some with sparse matrices
        "import sys, scipy.sparse; before = {*sys.modules}; import discourse.measures; "
        f"print({parts} & {{*sys.modules}} - before)"
    )
    assert subprocess.run([sys.executable, "-c", seen], capture_output=True, text=True).stdout == "set()\n"
