"""What other programs ask of us: alive, ready, metrics."""
