"""Mandates of a customer that were checked before, in a petition or in a call, for a call in which one speaks.

Imports `access`, `customers`, `identity`, `kit` and `mandates`, and no other noun; of `tickets`, it imports
`texts`. Read `service` first.
"""
