"""Letters of tickets, for whoever takes them to the carrier and writes down what became of them."""
