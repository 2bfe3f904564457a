"""Quy chế: each portal's regulation as versioned data, and the answers that follow from it (deadlines, roles,
approval)."""
