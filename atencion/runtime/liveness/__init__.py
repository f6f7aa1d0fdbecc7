"""Which processes hang: heartbeats, probes and the decision."""
