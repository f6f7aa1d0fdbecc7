"""Log lines and log files of our processes."""
