"""A rehearsal: half a year of the real timetable, course and ledger under a clock of its own."""
