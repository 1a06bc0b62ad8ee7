"""The desk's public pages, by subject."""
