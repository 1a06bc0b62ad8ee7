"""Secrets of private links, and what is kept of them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets

TOKEN_BYTES = 24


def new_token() -> str:
    """A secret for a link: 24 random bytes as 32 characters that an address can hold."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def derived(secret: str, *parts: object) -> str:
    """A token that only the holder of `secret` can make again from the same parts.

    `secret` must itself be unguessable (a random cookie). So a browser that asks twice for the same
    thing gets the same link, though nobody keeps the link.
    """
    text = json.dumps([str(part) for part in parts])
    made = hmac.new(secret.encode(), text.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(made[:TOKEN_BYTES]).decode()


def digest(token: str) -> str:
    """What is kept of a secret: its SHA-256 as 64 hexadecimal characters."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
