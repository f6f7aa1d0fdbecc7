"""What tests of several rooms are made with: servers that fail on demand, and pairs of servers."""
