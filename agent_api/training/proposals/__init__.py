"""Proposals of courses, from a finding, a coaching, an error family or by hand, and their decisions.

Imports what `agent_api.training` does. Read `service` first.
"""
