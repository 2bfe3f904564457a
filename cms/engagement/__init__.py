"""Desks: what citizens ask a portal, and what becomes of it. Cases, their clocks, their answers and who may read them."""
