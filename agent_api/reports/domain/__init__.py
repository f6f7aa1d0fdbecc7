"""Names of reports' files and of the people in reports, and the specifications of charts. Pure.

Imports `metrics.reports` and `kit`, and no noun. Read `file_names` first: it names the files of a report and their
media types.
"""
