"""The audit trail: an append-only, hash-chained record of staff changes and confidential reads.

`record()` and `read()` write; `hanamizuki.core.audit.verify.verify()` proves the whole;
`hanamizuki.core.audit.queries` reads; `words` says actions to readers. Format and limits:
docs/audit.md. Who may import: rooms, site, cli and the rest of core.
"""

from hanamizuki.core.audit.services import Actor, read, record
from hanamizuki.core.audit.words import words

__all__ = ["Actor", "read", "record", "words"]
