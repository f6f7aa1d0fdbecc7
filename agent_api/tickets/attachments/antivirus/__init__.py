"""Examination of files by the antivirus."""
