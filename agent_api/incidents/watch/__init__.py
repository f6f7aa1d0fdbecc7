"""The watch over systems: probes are asked, results are recorded. Read `watcher` first."""
