"""How long the library takes, beside its peers: ``python -m benchmarks`` writes RESULTS.md."""
