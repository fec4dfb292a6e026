"""The catalogues of every sentence, one folder a language."""
