"""Providers' data: one TOML file a provider says which JSON pointer carries which field, and what makes the text of its postings."""
