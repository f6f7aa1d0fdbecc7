"""Endpoints for other programs: `/healthz`, `/readyz` and `/metrics`.

Imports `access`, `anchors`, `incidents`, `kit`, `lookups`, `mail` and `tickets`, and no other noun; no other noun
imports it. Read `readiness` first: it probes each dependency by name.
"""
