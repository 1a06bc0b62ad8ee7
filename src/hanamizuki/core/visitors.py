"""Where a request comes from: its address, whether it stood on our page, whether in the building.

Nothing of it is kept; whoever counts visitors counts a keyed digest (`visitor_key`).
"""

from __future__ import annotations

import hashlib
import ipaddress
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def client_address(request: HttpRequest) -> str:
    """The address that counts: that of the connection, or the one the last N own proxies saw.

    What a visitor writes into X-Forwarded-For before the proxies' own entries counts nothing.
    """
    connection = str(request.META.get("REMOTE_ADDR", ""))
    proxies: int = settings.NINJA_NUM_PROXIES
    seen = [one.strip() for one in request.headers.get("X-Forwarded-For", "").split(",")]
    address = seen[-min(proxies, len(seen))] if proxies and seen[0] else connection
    try:
        return str(ipaddress.ip_address(address))
    except ValueError:
        return connection or "0.0.0.0"  # noqa: S104 (an unknown visitor, nothing is bound)


def visitor_key(request: HttpRequest) -> str:
    """32 characters that stand for a visitor's address; a household has a whole /64 of IPv6."""
    address = client_address(request)
    try:
        if (found := ipaddress.ip_address(address)).version == 6:
            address = str(ipaddress.ip_network((found, 64), strict=False))
    except ValueError:
        pass  # a socket's name
    # With a key: an address must not be readable where it is counted.
    text = f"{settings.SECRET_KEY}{address}".encode()
    return hashlib.sha256(text).hexdigest()[:32]


def in_the_house(request: HttpRequest) -> bool:
    """Whether a request comes from a machine or net of the office (HANAMIZUKI_HOUSE).

    A request that says it was forwarded, though no own proxy is declared, is from anywhere.
    """
    if "X-Forwarded-For" in request.headers and not settings.NINJA_NUM_PROXIES:
        return False
    try:
        address = ipaddress.ip_address(client_address(request))
    except ValueError:
        return False
    return any(address in net for net in settings.HOUSE if net.version == address.version)


def from_elsewhere(request: HttpRequest) -> bool:
    """True where a browser says that the form it sends stood on another site."""
    site = request.headers.get("Sec-Fetch-Site", "")
    if site:
        return site not in ("same-origin", "none")
    origin = request.headers.get("Origin", "")
    return bool(origin) and urlsplit(origin).netloc != request.get_host()


def networks(text: str) -> list[Network]:
    """The nets of a list such as 「10.1.0.0/16, 127.0.0.1」. Raises ValueError for another."""
    return [ipaddress.ip_network(one.strip(), strict=False) for one in text.split(",") if one]
