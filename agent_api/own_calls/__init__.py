"""An advisor's own calls: those that the advisor answered today, earlier ones without a disposition, and own figures.

Imports `indicators`, `tickets`, `customers`, `dispositions`, `access` and `kit`, and no other noun. Read `service`
first: it collects the calls with their tickets and dispositions; `day_figures` has the figures of the day.
"""
