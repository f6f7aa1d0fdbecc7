"""A site as a document: plain JSON in the form of a site folder, to be edited, compared and written again. Pure.

Imports `config.schema` and `config.site.loader`. Read `documents` first; `files` is its YAML, `schema` its JSON Schema,
`changes` what persons change in it, and `differences` the same in words. `starter` makes the first one of an entity.
"""
