"""Pauses: the reasons for which an advisor takes no calls. Pure.

A pause is a `config.schema.short_forms.Pause`.
"""

NO_ANSWER = "no_answer"
"""The pause of an advisor who did not answer an offer; every site has a word for it."""
