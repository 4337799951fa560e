"""Whose word each word is: the outlet's own, one it quotes, one it reports."""

OUTLET, QUOTED, MARKED, REPORTED, ATTITUDE = range(5)
VOICES = ("outlet", "quoted", "marked", "reported", "attitude")
