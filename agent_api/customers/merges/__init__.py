"""Merges of two records of one person: the preview, the stored merge, the surviving record, and the unmerge.

Imports `agent_api.customers` and `kit`, and no other noun. Read `preview` first: it computes what a merge would do and
changes nothing.
"""
