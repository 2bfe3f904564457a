"""Settings and mapping of an index. Raise `MAPPING_VERSION` with every change: indexes of the new version are
then made beside the old ones.

Text comes as canonical syllables parted by blanks (`search.analysis.syllables`), since Unicode's composed
form and the place of the tone mark are beyond the built-in analysis; the server folds accents and joins
neighbours.
"""

from typing import Any, Final

MAPPING_VERSION: Final = 2
LONGEST_PREFIX: Final = 12

WORDS: Final = "words"
FOLDED: Final = "words.f"
PAIRS: Final = "words.p"
FILES: Final = "files"
FILE_PAIRS: Final = "files.p"
TITLE: Final = "title"
TITLE_PREFIXES: Final = "title.e"
SECTIONS: Final = "sections"
NUMBERS: Final = "numbers"
MENTIONS: Final = "mentions"
FOLDING: Final = ["asciifolding"]
REFRESHED_EVERY: Final = "500ms"
"""After so long at most what is written is found."""
NEVER: Final = "9999-12-31T00:00:00Z"
"""What an item that does not expire has for an end."""


def settings() -> dict[str, Any]:
    """Settings of an index: one shard (a province has some ten thousand items), visible after half a second."""
    return {
        "number_of_shards": 1,
        "auto_expand_replicas": "0-1",
        "refresh_interval": REFRESHED_EVERY,
        "max_result_window": 10_000,
        "analysis": {
            "filter": {
                "pairs": {
                    "type": "shingle",
                    "min_shingle_size": 2,
                    "max_shingle_size": 2,
                    "output_unigrams": False,
                    "token_separator": "_",
                    "filler_token": "",
                },
                "prefixes": {"type": "edge_ngram", "min_gram": 1, "max_gram": LONGEST_PREFIX},
            },
            "analyzer": {
                "accented": {"type": "custom", "tokenizer": "whitespace"},
                "folded": {"type": "custom", "tokenizer": "whitespace", "filter": FOLDING},
                "pairs": {"type": "custom", "tokenizer": "whitespace", "filter": [*FOLDING, "pairs"]},
                "prefixes": {
                    "type": "custom",
                    "tokenizer": "whitespace",
                    "filter": [*FOLDING, "prefixes"],
                },
            },
        },
    }


def mappings() -> dict[str, Any]:
    """What an item has in an index. Nothing is stored but what is searched: results are read from releases."""
    keyword = {"type": "keyword"}
    scored: dict[str, Any] = {
        "type": "text",
        "analyzer": "accented",
        "index_options": "freqs",
    }
    bare: dict[str, Any] = {"type": "text", "index_options": "docs", "norms": False}
    return {
        "dynamic": "strict",
        "_source": {"enabled": False},
        "properties": {
            "key": keyword,
            "tenant": keyword,
            "language": keyword,
            "type": keyword,
            "category": keyword,
            "field": keyword,
            SECTIONS: keyword,
            "kind": keyword,
            "status": keyword,
            "issuer": {"type": "keyword", "ignore_above": 255},
            "year": keyword,
            "has_file": keyword,
            "commune": keyword,
            "day": {"type": "date", "format": "strict_date"},
            "published_at": {"type": "date"},
            "expires_at": {"type": "date", "null_value": NEVER},
            "etag": {"type": "keyword", "index": False},
            NUMBERS: keyword,
            MENTIONS: keyword,
            WORDS: {
                **scored,
                "fields": {
                    # Positions are what phrases in quotes are found by.
                    "f": {**scored, "analyzer": "folded", "index_options": "positions"},
                    "p": {**scored, "analyzer": "pairs"},
                },
            },
            FILES: {
                **bare,
                "analyzer": "folded",
                "fields": {"p": {**bare, "analyzer": "pairs"}},
            },
            TITLE: {
                **bare,
                "analyzer": "folded",
                "fields": {"e": {**bare, "analyzer": "prefixes", "search_analyzer": "folded"}},
            },
        },
    }
