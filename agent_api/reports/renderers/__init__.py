"""Reports as PDF, workbook (XLSX), CSV and SVG charts; they write the values of a report and compute none.

Imports `metrics.reports`, `reports.domain`, `reports.store`, `tickets.receipts` and `kit`, and no other noun.
Read `files` first: it renders a report in every format, in a process of its own.
"""
