"""Whose word each word is: the outlet's own, one it quotes, one it reports."""
