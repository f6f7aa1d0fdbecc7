"""Sealed periods: a closed month as one signed file that anybody can verify on another machine.

Imports `access`, `kit` and `timeline`, and no other noun; `metrics.sealed` knows the format of the file.
Read `build` first: it makes the file of a month from the journal.
"""
