"""The Spanish labels that screens show: names of the site, and one label for each value of the API.

Owns the document that serves them. The labels themselves stand in `agent_api.kit.labels`, `eventlog.facts.labels` and
`config.law.labels`. Imports `kit` and no other noun. Read `vocabularies` first: it lists what has labels.
"""
