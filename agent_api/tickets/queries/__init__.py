"""Reading of tickets: lists, pages and who may see them."""
