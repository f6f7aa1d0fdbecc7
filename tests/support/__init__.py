"""Tools that the tests of several rooms share: servers that fail on demand, and pairs of servers."""
