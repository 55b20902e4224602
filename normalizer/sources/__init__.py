"""Providers' data: one TOML file a provider says which JSON pointer carries which field, and what makes the text of its postings."""

from normalizer.sources.data_file import detect, source, sources
from normalizer.sources.provider import Source

__all__ = ["Source", "detect", "source", "sources"]
