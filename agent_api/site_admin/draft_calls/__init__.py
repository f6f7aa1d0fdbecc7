"""Calls to a draft: who opens it at the test number and until when, and what a call there does.

Imports `drafts` and the presenters of `simulations`. Read `service` first; `calls.draft_call` answers the calls.
"""
