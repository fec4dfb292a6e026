"""The course as a spreadsheet for reviewers, and back: nothing lost, conflicts told per cell."""
