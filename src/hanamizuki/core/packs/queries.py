"""What was loaded: the municipality's identity and manifest."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from hanamizuki.core.packs.identity import Identity
from hanamizuki.core.packs.manifest import Manifest
from hanamizuki.core.packs.models import LoadedDocument, PackLoad


def current_identity() -> Identity | None:
    """The identity of the loaded pack; None before the first load."""
    body = loaded_document("identity")
    return Identity.model_validate(body) if body is not None else None


def current_manifest() -> Manifest | None:
    """The manifest of the loaded pack; None before the first load."""
    body = loaded_document("manifest")
    return Manifest.model_validate(body) if body is not None else None


def loaded_version() -> str:
    """A key that changes with every load, for caches of what was made from the pack."""
    latest = PackLoad.objects.values_list("id", "digest").first()
    return f"{latest[0]}-{latest[1]}" if latest else ""


def loaded_document(name: str) -> Any:
    """A document that a loader stored; read once for each load, however many pages ask."""
    latest = PackLoad.objects.values_list("id", "digest").first()
    return _body(name, *latest) if latest else None


@lru_cache(maxsize=32)
def _body(name: str, load: int, digest: str) -> Any:
    return LoadedDocument.objects.filter(name=name).values_list("body", flat=True).first()
