"""One Japanese full-text index over everything public.

Rooms declare what can be found in their `search_source.py`: `registry.source(name, entries)`.
`services.rebuild()` writes the index, `queries.search(text)` reads it.
"""

from hanamizuki.core.search.registry import Entry, Registry, registry

__all__ = ["Entry", "Registry", "registry"]
