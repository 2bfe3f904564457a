"""How fast and how exact search is, on both engines, beside Wagtail's own backends (`make bench-search`)."""
