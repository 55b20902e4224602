"""Providers' data: one TOML file a provider says which JSON pointer carries which field, and what makes the text of its postings."""

from normalizer.sources.data_file import Source, detect, source, sources

__all__ = ["Source", "detect", "source", "sources"]
