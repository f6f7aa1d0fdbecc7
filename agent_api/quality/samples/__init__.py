"""Weekly samples of quality: plan, number of the interventoría, draw and replacements.

Owns the tables quality_seed, quality_sample, quality_stratum and quality_item. `metrics.quality.samples` computes the
draw. Imports `notifications`, `access`, `timeline` and `kit`, and no other noun. Read `draw_service` first: it draws a
sample, once.
"""
