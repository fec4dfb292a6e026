"""The verbs of the program on real databases and a clock that is an argument."""
