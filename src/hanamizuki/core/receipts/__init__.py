"""Private links: what a resident holds instead of an account.

A ticket, a booking, a report has a link that nobody can guess. Its secret (the token) is told once
and kept nowhere: the database has only its `digest`.

    token = new_token()                       # 32 characters, 192 bits; in the link only
    row.digest = digest(token)                # 64 hexadecimal characters, unique in its table
    url = link(request, "desk:ticket", token) # absolute, for the QR
    svg = qr_svg(url)                         # inline SVG without style

Every page below such a link is wrapped in `by_link(find, way_on)`: no cache keeps it, no search
engine lists it, no other site learns of it (`private` alone does that); a link whose time is over
is answered 410 (`gone`), a forged or mistyped one 404 (`unknown`). `logs.NoSecrets` keeps tokens
out of the log. A page that carries `receipts/keep.html` can be put into 「わたしの手帳」, the list
that a browser keeps to itself. Who may import: rooms and site. More: docs/receipts.md.
"""

from hanamizuki.core.receipts.pages import Gone, absolute, by_link, gone, link, private, unknown
from hanamizuki.core.receipts.qr import qr_svg
from hanamizuki.core.receipts.tokens import TOKEN_BYTES, derived, digest, new_token

__all__ = [
    "TOKEN_BYTES",
    "Gone",
    "absolute",
    "by_link",
    "derived",
    "digest",
    "gone",
    "link",
    "new_token",
    "private",
    "qr_svg",
    "unknown",
]
