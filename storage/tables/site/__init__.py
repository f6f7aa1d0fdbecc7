"""Tables of the site: its versions, their files, the publications, and the drafts.

Imports `columns`. Read `publications` first.
"""
