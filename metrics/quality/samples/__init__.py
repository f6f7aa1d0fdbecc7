"""Weekly samples of quality: the week, the frame, the draw, and its verification from the facts alone. Pure.

Imports `eventlog` and the computations of `metrics.quality`. Read `frame` first: which calls and tickets a sample is
drawn from.
"""
