"""A small push service and its browsers: answers as a test wants, checks who sends, decrypts.

The receiving half of RFC 8291 and 8292, written by itself: what the ward sends must open here.
"""

from __future__ import annotations

import json
import os
import struct
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from hanamizuki.core.notices.logic.webpush import decoded, encoded, public

CURVE = ec.SECP256R1()


@dataclass
class Browser:
    """One subscription: `keys` are what it tells the ward, `got` what it was told."""

    endpoint: str
    key: Any = field(default_factory=lambda: ec.generate_private_key(CURVE))
    secret: bytes = field(default_factory=lambda: os.urandom(16))
    got: list[dict[str, Any]] = field(default_factory=list)

    @property
    def keys(self) -> dict[str, str]:
        return {"p256dh": encoded(public(self.key)), "auth": encoded(self.secret)}

    @property
    def subscription(self) -> dict[str, Any]:
        return {"endpoint": self.endpoint, "keys": self.keys}

    def opened(self, body: bytes) -> Any:
        salt, (size, length) = body[:16], struct.unpack("!IB", body[16:21])
        theirs, sealed = body[21 : 21 + length], body[21 + length :]
        assert len(sealed) <= size == 4096
        shared = self.key.exchange(
            ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, theirs)
        )
        info = b"WebPush: info\0" + public(self.key) + theirs

        def derive(salt: bytes, secret: bytes, info: bytes, length: int) -> bytes:
            return HKDF(hashes.SHA256(), length, salt=salt, info=info).derive(secret)

        secret = derive(self.secret, shared, info, 32)
        key = derive(salt, secret, b"Content-Encoding: aes128gcm\0", 16)
        nonce = derive(salt, secret, b"Content-Encoding: nonce\0", 12)
        padded = AESGCM(key).decrypt(nonce, sealed, None)
        text, _, rest = padded.rpartition(b"\x02")
        assert not rest.strip(b"\0")
        return json.loads(text)


class PushServer(ThreadingHTTPServer):
    """`answers[path]` are the statuses to give one after the other, then 201; `requests` all."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.answers: dict[str, list[int | str]] = defaultdict(list)
        self.browsers: dict[str, Browser] = {}
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.patience = threading.Event()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def browser(self, name: str = "a") -> Browser:
        made = Browser(f"{self.origin}/push/{name}")
        self.browsers[f"/push/{name}"] = made
        return made


def signed_by(header: str, audience: str) -> dict[str, Any]:
    """The claims of an Authorization header, whose signature is looked at."""
    scheme, _, rest = header.partition(" ")
    assert scheme == "vapid"
    parts = dict(one.strip().split("=", 1) for one in rest.split(","))
    text, _, signature = parts["t"].rpartition(".")
    raw = decoded(signature)
    key = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, decoded(parts["k"]))
    pair = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    key.verify(pair, text.encode(), ec.ECDSA(hashes.SHA256()))
    head, claims = (json.loads(decoded(one)) for one in text.split("."))
    assert head == {"typ": "JWT", "alg": "ES256"} and claims["aud"] == audience
    assert time.time() < claims["exp"] <= time.time() + 24 * 3600
    return {**claims, "k": parts["k"]}


class _Session(BaseHTTPRequestHandler):
    server: PushServer

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.requests.append((self.path, dict(self.headers)))
        queue = self.server.answers[self.path]
        answer = queue.pop(0) if queue else 201
        if answer == "hang":
            self.server.patience.wait(20)
            return
        if answer == "hang up":
            return
        if answer == 201:
            claims = signed_by(self.headers["Authorization"], self.server.origin)
            assert claims["sub"].startswith(("mailto:", "https://"))
            browser = self.server.browsers[self.path]
            browser.got.append(browser.opened(body))
        self.send_response(int(answer))
        if answer == 429:
            self.send_header("Retry-After", "3")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *given: object) -> None:
        pass


@contextmanager
def push_server() -> Iterator[PushServer]:
    """A service that runs until the block ends."""
    with PushServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.patience.set()
            server.shutdown()
            thread.join()
