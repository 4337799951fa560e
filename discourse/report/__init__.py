"""The notebooks run on a corpus, their figures, and one page made of them."""

from discourse.report.build import figures, report

__all__ = ["figures", "report"]
