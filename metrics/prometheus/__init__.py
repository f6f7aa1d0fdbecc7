"""Prometheus series: names, labels and help. Pure."""
