"""Wagtail's own search backends over the same items, in a process and a database of their own."""
