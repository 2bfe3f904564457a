"""The province's console: its communes' portals, how they stand, and the work on them that it asks for. Nothing here acts itself."""
