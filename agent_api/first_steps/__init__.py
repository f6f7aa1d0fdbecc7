"""The first steps of a new entity: the missing parts of its installation, by the facts of the system.

Owns no table: a step is done when the site, the users, the mail or the calls say so. Imports `site_admin`, `calls`,
`customers`, `mail`, `roster`, `access` and `kit`. Read `service` first: it reads the facts, which
`domain.steps` judges.
"""
