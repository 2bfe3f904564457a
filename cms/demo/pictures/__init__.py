"""Illustrations of the demo, drawn by ourselves so that they may be shipped with it."""
