"""Notices: a transactional outbox for mail, with templates that rooms declare.

A room registers `Template`s (and reminders) in its `notices.py` (autodiscovered) and calls
`send()` in the transaction of the change; `hanamizuki notices deliver` sends. What is promised
and what is not: docs/notices.md. Who may import: rooms, site, cli.
"""

from hanamizuki.core.notices.logic.template import Template
from hanamizuki.core.notices.registry import NoticeRequest, Recipient, registry
from hanamizuki.core.notices.services import cancel, send

__all__ = ["NoticeRequest", "Recipient", "Template", "cancel", "registry", "send"]
