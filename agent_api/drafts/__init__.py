"""Drafts: half-filled forms that survive a reload."""
