"""An article as a Wagtail project would index it."""

from typing import ClassVar

from django.db import models
from modelsearch import index


class StockArticle(index.Indexed, models.Model):  # type: ignore[misc]
    """Title and text, the title counting twice and completed while typing."""

    place = models.IntegerField(primary_key=True)
    title = models.TextField()
    text = models.TextField()

    search_fields: ClassVar = [
        index.SearchField("title", boost=2),
        index.AutocompleteField("title"),
        index.SearchField("text"),
    ]

    class Meta:
        app_label = "stock"

    def __str__(self) -> str:
        return self.title
