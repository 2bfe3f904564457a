"""Backup and restore of one tenant: its schema, its registry rows, its releases, its files, in one encrypted file."""
