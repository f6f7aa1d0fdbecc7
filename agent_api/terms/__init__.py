"""Legal terms over HTTP: the last day to answer, its basis and the count."""
