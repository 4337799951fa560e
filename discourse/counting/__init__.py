"""The engine under the analyses: groups, units, tallies, shards, intervals."""
