"""The clocks of items: until when something has to happen, by which clause, and what became of it."""
