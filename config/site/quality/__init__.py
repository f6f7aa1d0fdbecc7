"""The site's settings for the quality of the service: forms, samples, evaluations, feedback, findings, visits. Pure.

Imports `config.schema` and `config.site.calls`. Read `rules` first: it is `quality.yaml` as one value.
"""
