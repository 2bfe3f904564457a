"""What a province sets for its communes' portals, and what it learns from them: in the public schema, for it reads no commune's."""
