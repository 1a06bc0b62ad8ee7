"""Web Push on paper: the standard's own example, what is a subscription, whose key it is."""

from __future__ import annotations

import os

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from hanamizuki.core.notices.logic import webpush
from hanamizuki.core.notices.logic.webpush import (
    MOST,
    NoTarget,
    Target,
    checked,
    decoded,
    encoded,
    encrypted,
    is_public,
)

# RFC 8291, appendix A.
P256DH = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
AUTH = "BTBZMqHH6r4Tts7J_aSIgg"
PRIVATE, SALT = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw", "DGv6ra1nlYgDCS1FRnbzlw"
BODY = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS"
    "6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qu"
    "lcy4a-fN"
)
SERVICE = "https://push.example.net/push/abc"


def test_the_example_of_the_standard() -> None:
    key = ec.derive_private_key(int.from_bytes(decoded(PRIVATE)), ec.SECP256R1())
    text = b"When I grow up, I want to be a watermelon"
    made = encrypted(text, Target(SERVICE, P256DH, AUTH), key, decoded(SALT))
    assert encoded(made) == BODY


def test_the_largest_message_is_one_that_every_service_takes() -> None:
    key, target = ec.generate_private_key(ec.SECP256R1()), Target(SERVICE, P256DH, AUTH)
    assert len(encrypted(b"x" * MOST, target, key, os.urandom(16))) <= 4096
    with pytest.raises(ValueError, match="3900"):
        encrypted(b"x" * (MOST + 1), target, key, os.urandom(16))


@pytest.mark.parametrize(
    "endpoint",
    [
        SERVICE,
        "https://push.example.net:443/p?x=1",
        "https://8.8.8.8/p",
        "https://[2606:4700::1111]/p",
    ],
)
def test_a_public_address_will_do(endpoint: str) -> None:
    found = checked(endpoint, P256DH + "=", AUTH + "==")
    assert found == Target(endpoint, P256DH, AUTH)


@pytest.mark.parametrize(
    "endpoint",
    [
        "",
        "http://push.example.net/p",
        "https://push.example.net:8443/p",
        "https://push.example.net:x/p",
        "https://user@push.example.net/p",
        "https://push.example.net/p#x",
        "https://push.example.net/p q",
        "https://push.example.net/プッシュ",
        "https://push.example.net/p\r\nX: y",
        "https:///p",
        "https://localhost/p",
        "https://intranet/p",
        "https://printer.local/p",
        "https://a..b/p",
        "https://2130706433/p",
        "https://127.1/p",
        "https://127.0.0.1/p",
        "https://10.1.2.3/p",
        "https://172.16.0.1/p",
        "https://192.168.0.1/p",
        "https://100.64.0.1/p",
        "https://169.254.169.254/p",
        "https://224.0.0.1/p",
        "https://0.0.0.0/p",
        "https://[::1]/p",
        "https://[fe80::1]/p",
        "https://[fd00::1]/p",
        "https://[::ffff:10.0.0.1]/p",
        "https://[2002:7f00:1::]/p",
        "https://push.example.net/" + "p" * 1000,
        "file:///etc/passwd",
    ],
)
def test_no_address_leads_into_the_house(endpoint: str) -> None:
    with pytest.raises(NoTarget, match="endpoint"):
        checked(endpoint, P256DH, AUTH)


def test_only_tests_may_use_this_machine() -> None:
    assert checked("http://127.0.0.1:9/p", P256DH, AUTH, loopback=True)
    with pytest.raises(NoTarget):
        checked("http://10.0.0.1:9/p", P256DH, AUTH, loopback=True)


@pytest.mark.parametrize(
    ("p256dh", "auth", "field"),
    [
        ("", AUTH, "p256dh"),
        (P256DH[:-4], AUTH, "p256dh"),
        (encoded(b"\x04" + b"\x01" * 64), AUTH, "p256dh"),  # no point of the curve
        (P256DH.replace("_", "/"), AUTH, "p256dh"),
        ("あ" * 87, AUTH, "p256dh"),
        (P256DH, "", "auth"),
        (P256DH, AUTH + "AA", "auth"),
        (P256DH, "!" * 22, "auth"),
    ],
)
def test_keys_are_keys(p256dh: str, auth: str, field: str) -> None:
    with pytest.raises(NoTarget, match=field):
        checked(SERVICE, p256dh, auth)


def test_a_ward_has_one_key_and_another_ward_another() -> None:
    def key(secret: str) -> bytes:
        return webpush.public(webpush.ward_key(secret))

    assert key("a" * 50) == key("a" * 50) != key("b" * 50)
    assert len(key("a" * 50)) == 65


def test_public_addresses() -> None:
    assert is_public("1.1.1.1") and not is_public("198.51.100.1") and not is_public("::")
    with pytest.raises(ValueError, match="push"):
        is_public("push")
