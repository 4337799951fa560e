"""Figures are drawn without a display, and closed after each test."""

from collections.abc import Iterator

import matplotlib
import matplotlib.pyplot as plt
import pytest


@pytest.fixture(autouse=True)
def no_display() -> Iterator[None]:
    before = matplotlib.get_backend()
    plt.close("all")
    plt.switch_backend("Agg")
    yield
    plt.close("all")
    plt.switch_backend(before)
