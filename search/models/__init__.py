"""Tables of the search room, all in the public schema."""

from search.models.files import FileText
from search.models.index import EnginePosition, Entry, ScopeStatistics, TermFrequency
from search.models.words import Pin, SynonymGroup, UnansweredQuery

__all__ = [
    "EnginePosition",
    "Entry",
    "FileText",
    "Pin",
    "ScopeStatistics",
    "SynonymGroup",
    "TermFrequency",
    "UnansweredQuery",
]
