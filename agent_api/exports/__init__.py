"""Exports: a list as a file (CSV, XLSX), and the fact that it left the system.

Imports `timeline` and `kit`, and no other noun. Read `service` first: it makes the file and writes the fact.
"""
