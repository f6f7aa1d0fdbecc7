"""Values and rules of customers' data. Pure."""
