"""Speaking to push services: many at once, each within seconds, and never to the ward's own net.

Addresses come from strangers. A name is looked up once, every address it has must be a public one,
and the connection goes to the address that was looked at; what the service answers is only a
number, and where it sends us on is not followed.
"""

from __future__ import annotations

import http.client
import json
import os
import socket
import ssl
import threading
import time
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass, field
from email.utils import parseaddr
from functools import cache
from typing import Literal
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings

from hanamizuki.core.notices.logic import webpush
from hanamizuki.core.notices.logic.webpush import Target

CONNECT, ANSWER = 4.0, 5.0  # seconds to be reached, and to answer
TOGETHER = 16
PATIENCE = 10.0  # seconds for all of one round, whatever a service does
_LONGEST_RETRY = 60

Kind = Literal["sent", "gone", "later", "refused", "unsure"]


@dataclass(frozen=True)
class Letter:
    """One message: what the browser shows, and for how long it is worth showing (seconds).

    A service keeps the newest of one `topic` for a phone that is off.
    """

    target: Target
    title: str
    body: str
    link: str
    language: str
    topic: str
    seconds: int

    def text(self) -> bytes:
        """What is encrypted; the service worker (`sw.js`) reads it."""
        shown = {
            "title": self.title,
            "body": self.body,
            "link": self.link,
            "lang": self.language,
            "tag": self.topic,
        }
        return json.dumps(shown, ensure_ascii=False, separators=(",", ":")).encode()


@dataclass(frozen=True)
class Answer:
    """What became of a letter, and why; `pause`: the service asks to be left alone so long."""

    kind: Kind
    why: str = ""
    pause: int = 0


class NotPublic(OSError):
    """The address leads into a net that is nobody's business."""


def public_key() -> str:
    """What a page gives the browser to subscribe with (base64url)."""
    return webpush.encoded(webpush.public(_ward_key(settings.SECRET_KEY)))


@cache
def _ward_key(secret: str) -> ec.EllipticCurvePrivateKey:
    return webpush.ward_key(secret)


def loopback() -> bool:
    """Whether a service of this machine counts as one: tests set it, nothing else can."""
    return bool(getattr(settings, "PUSH_LOOPBACK", False))


def send_all(letters: list[Letter], patience: float = PATIENCE) -> list[Answer]:
    """The answer to each. After `patience` seconds whoever has not answered is given up."""
    calls = [_Call(one) for one in letters]
    pool = ThreadPoolExecutor(TOGETHER, thread_name_prefix="push")
    futures = [pool.submit(one.run) for one in calls]
    _done, late = wait(futures, timeout=patience)
    pool.shutdown(wait=False, cancel_futures=True)
    return [
        call.given_up() if future in late else future.result()
        for call, future in zip(calls, futures, strict=True)
    ]


@dataclass
class _Call:
    """One request; `said` is true from the moment in which the service may have it.

    Whoever is given up before that says nothing any more: it will be tried again.
    """

    letter: Letter
    said: bool = False
    over: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _socket: socket.socket | None = field(default=None, repr=False)

    def run(self) -> Answer:
        try:
            return self._run()
        except NotPublic:
            return Answer("refused", "NotPublic")
        except (OSError, http.client.HTTPException) as error:
            why = type(error).__name__  # its text may hold the address
            return Answer("unsure" if self.said else "later", why)
        except ValueError as error:
            return Answer("refused", type(error).__name__)
        finally:
            self.hang_up()

    def _run(self) -> Answer:
        letter = self.letter
        parts = urlsplit(letter.target.endpoint)
        host = parts.hostname or ""
        key = ec.generate_private_key(ec.SECP256R1())
        body = webpush.encrypted(letter.text(), letter.target, key, os.urandom(16))
        headers = {
            "Host": parts.netloc,
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(letter.seconds),
            "Urgency": "high",
            "Topic": letter.topic,
            "Authorization": webpush.authorisation(
                letter.target.endpoint,
                _ward_key(settings.SECRET_KEY),
                _subject(),
                int(time.time()),  # the service's clock is the world's, also in a rehearsal
            ),
        }
        connection = http.client.HTTPConnection(host, timeout=ANSWER)
        self._socket = connection.sock = _connected(parts.scheme, host, parts.port)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        with self._lock:
            if self.over:
                raise TimeoutError
            self.said = True
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        return _judged(answer.status, answer.headers.get("Retry-After", ""))

    def hang_up(self) -> None:
        """Let go of the line; whoever still listens on it wakes up."""
        if self._socket is not None:
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)
            self._socket.close()

    def given_up(self) -> Answer:
        """End it now; what is known of it."""
        with self._lock:
            self.over = True
        self.hang_up()
        return Answer("unsure" if self.said else "later", "TimeoutError")


def _connected(scheme: str, host: str, port: int | None) -> socket.socket:
    found = socket.getaddrinfo(host, port or 443, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys((one[0], one[4]) for one in found))
    if not all(_allowed(str(address[0])) for _family, address in addresses):
        raise NotPublic
    trouble: OSError = OSError("no address")
    for family, address in addresses[:2]:
        line = socket.socket(family, socket.SOCK_STREAM)
        line.settimeout(CONNECT / 2)
        try:
            line.connect(address)
            if scheme == "https":
                line = ssl.create_default_context().wrap_socket(line, server_hostname=host)
        except OSError as error:
            line.close()
            trouble = error
            continue
        line.settimeout(ANSWER)
        return line
    raise trouble


def _allowed(address: str) -> bool:
    return webpush.is_public(address) or (loopback() and address == "127.0.0.1")


def _judged(status: int, retry: str) -> Answer:
    """What a push service's answer means (RFC 8030, 5 and 7.3)."""
    why = f"HTTP {status}"
    if 200 <= status < 300:
        return Answer("sent")
    if status in (404, 410):
        return Answer("gone", why)
    if status == 429 or status >= 500:
        pause = int(retry) if retry.isascii() and retry.isdecimal() else 0
        return Answer("later", why, min(pause, _LONGEST_RETRY))
    return Answer("refused", why)


def _subject() -> str:
    """Where the people of a push service reach the ward."""
    if settings.WARD_URL.startswith("https://"):
        return str(settings.WARD_URL)
    return f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1] or 'noreply@localhost'}"
