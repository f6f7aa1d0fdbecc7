"""Drafts of the site: opened from the version in force, edited by several people, checked, and published.

Imports `publications` and the gate of `site_admin`. Read `service` first, then `publication_requests`.
"""
