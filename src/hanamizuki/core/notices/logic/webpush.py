"""Web Push on paper: who may be told, what is sent, and how the ward signs (RFC 8030, 8291, 8292).

Pure: keys, salt and time are given. `cryptography` does the arithmetic; the packages that wrap it
for this bring an HTTP client, a second one, and one that has to be compiled.
"""

from __future__ import annotations

import base64
import binascii
import ipaddress
import json
import struct
from dataclasses import dataclass
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

LONGEST_ENDPOINT = 1000
MOST = 3_900  # bytes of text: with its frame a message of 4096, which every service takes
RECORD = 4096
VALID = 12 * 3600  # seconds that a signature holds; services allow a day
_CURVE = ec.SECP256R1()
# The order of the curve's group (SEC 2, 2.4.2): a private key is a number below it.
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


class NoTarget(ValueError):
    """A subscription that cannot be used; the message says which field: endpoint, p256dh, auth."""


@dataclass(frozen=True)
class Target:
    """A browser's subscription: the push service's address, the browser's key (65 bytes, a point
    of P-256) and its secret (16 bytes), both base64url as browsers give them."""

    endpoint: str
    p256dh: str
    auth: str


def encoded(data: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def decoded(text: str) -> bytes:
    """Base64url, with padding or without. Raises ValueError."""
    plain = text.rstrip("=")
    if not plain.isascii() or not set("+/ \n").isdisjoint(plain):
        raise ValueError("not base64url")
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError("not base64url") from error


def checked(endpoint: str, p256dh: str, auth: str, *, loopback: bool = False) -> Target:
    """A subscription whose address is a public https one and whose keys are keys.

    `loopback` also lets a service of this machine be one (tests). Raises NoTarget. An address is
    looked at once more when it is called: a name may lead anywhere (`is_public`).
    """
    _check_endpoint(endpoint, loopback)
    try:
        point = decoded(p256dh)
        if len(point) != 65:
            raise ValueError("65 bytes")
        ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, point)
    except ValueError as error:
        raise NoTarget("p256dh") from error
    try:
        secret = decoded(auth)
    except ValueError as error:
        raise NoTarget("auth") from error
    if len(secret) != 16:
        raise NoTarget("auth")
    return Target(endpoint, encoded(point), encoded(secret))


def _check_endpoint(endpoint: str, loopback: bool) -> None:
    try:
        parts = urlsplit(endpoint)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError as error:
        raise NoTarget("endpoint") from error
    plain = endpoint.isascii() and endpoint.isprintable() and " " not in endpoint
    if not plain or len(endpoint) > LONGEST_ENDPOINT or "@" in parts.netloc or parts.fragment:
        raise NoTarget("endpoint")
    if loopback and host == "127.0.0.1":
        return
    if parts.scheme != "https" or port not in (None, 443):
        raise NoTarget("endpoint")
    try:
        known = is_public(host)
    except ValueError:  # a name; 「localhost」 and names of the office's own net have no dot
        labels = host.split(".")
        known = len(labels) > 1 and all(labels) and not labels[-1].isdecimal()
        known = known and labels[-1] not in ("local", "localhost", "internal", "arpa", "lan")
    if not known:
        raise NoTarget("endpoint")


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet. Raises ValueError for no address."""
    found = ipaddress.ip_address(address)
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour
        if inner is not None:
            return inner.is_global and not inner.is_multicast
    return found.is_global and not found.is_multicast


def ward_key(secret: str) -> ec.EllipticCurvePrivateKey:
    """The key with which a ward signs, made from its secret key: always the same from the same."""
    made = HKDF(hashes.SHA256(), 48, salt=None, info=b"hanamizuki web push").derive(secret.encode())
    return ec.derive_private_key(int.from_bytes(made) % (_ORDER - 1) + 1, _CURVE)


def public(key: ec.EllipticCurvePrivateKey) -> bytes:
    """The public half as 65 bytes: what a browser is given to subscribe."""
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def authorisation(endpoint: str, key: ec.EllipticCurvePrivateKey, subject: str, moment: int) -> str:
    """The header that tells a push service who sends: a signed word for its own address alone.

    `subject` is where its people reach the ward (https: or mailto:), `moment` seconds since 1970.
    """
    parts = urlsplit(endpoint)
    claims = {"aud": f"{parts.scheme}://{parts.netloc}", "exp": moment + VALID, "sub": subject}
    head = {"typ": "JWT", "alg": "ES256"}
    text = ".".join(
        encoded(json.dumps(one, separators=(",", ":")).encode()) for one in (head, claims)
    )
    r, s = decode_dss_signature(key.sign(text.encode(), ec.ECDSA(hashes.SHA256())))
    signature = encoded(r.to_bytes(32) + s.to_bytes(32))
    return f"vapid t={text}.{signature},k={encoded(public(key))}"


def encrypted(text: bytes, target: Target, key: ec.EllipticCurvePrivateKey, salt: bytes) -> bytes:
    """A message that only the browser of the target can read (aes128gcm, one record).

    `key` is made for this message alone, `salt` are 16 random bytes. Raises ValueError where the
    text is too long.
    """
    if len(text) > MOST:
        raise ValueError(f"a push message holds at most {MOST} bytes")
    theirs, ours = decoded(target.p256dh), public(key)
    shared = key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, theirs))
    info = b"WebPush: info\0" + theirs + ours
    secret = _derived(decoded(target.auth), shared, info, 32)
    content_key = _derived(salt, secret, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derived(salt, secret, b"Content-Encoding: nonce\0", 12)
    frame = salt + struct.pack("!IB", RECORD, len(ours)) + ours
    return frame + AESGCM(content_key).encrypt(nonce, text + b"\x02", None)


def _derived(salt: bytes, secret: bytes, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt=salt, info=info).derive(secret)
