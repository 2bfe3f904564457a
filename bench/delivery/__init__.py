"""What `make bench-api` is made of."""
