"""The public status page: which lines there are, their hours, and whether they are open.

Imports `kit` and no other noun. Read `page` first: it renders the page as HTML.
"""
