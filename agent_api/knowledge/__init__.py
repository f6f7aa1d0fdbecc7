"""The knowledge base: articles that advisors read while they answer, with versions, validity, review and readings.

Imports `calls`, `dispositions`, `tickets`, `notifications`, `access`, `timeline` and `kit`, and no other noun. Read
`library` first: it has the acts of editors. `readings` has those of readers; `domain.article` decides which version
readers get.
"""
