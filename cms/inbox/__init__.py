"""What citizens send before a portal's worker has taken it in, and what portals show of how they answer. In the public schema, sealed."""
