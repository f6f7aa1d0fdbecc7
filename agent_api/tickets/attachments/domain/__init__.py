"""File types, file names and verdicts of the antivirus. Pure.

Imports `config.site`, and nothing else of the project. Read `file_type` first: it detects the type of a file from its
bytes, and refuses what is not safe.
"""
