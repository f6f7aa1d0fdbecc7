"""The roster: queues and seats of advisors, absences and deputies, as operational data that take effect at once.

The site's folder only seeds it. Imports `access`, `timeline` and `kit`, and no other noun. Read `queries` first: it
merges the changes made here with the values of the site.
"""
