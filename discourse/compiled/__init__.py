"""Passes over arrays, compiled: the one place that knows Numba."""
