"""The verbs of the program: load → decide → record → return data."""
