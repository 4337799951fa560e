import subprocess
import sys


def test_no_part_of_scipy_is_imported_for_a_formula_that_nobody_asks_for():
    parts = "{'scipy.special', 'scipy.linalg', 'scipy.stats'}"
    seen = f"import sys, discourse.measures; print({parts} & {{*sys.modules}})"
    assert subprocess.run([sys.executable, "-c", seen], capture_output=True, text=True).stdout == "set()\n"
