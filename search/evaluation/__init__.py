"""Measuring the search on judged sets: through the product's own analysis, engines and query."""
