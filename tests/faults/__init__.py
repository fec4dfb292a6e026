"""Faults: processes killed, lines cut, clocks moved, disks full."""
