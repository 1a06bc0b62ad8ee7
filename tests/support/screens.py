"""The sizes and languages in which pages are looked at by browser tests.

The phone in every language, since texts differ in length; the desk once, since a wide screen lays
out all languages alike.
"""

import pytest

PHONE, DESK = (390, 844), (1280, 900)
SCREENS = [
    (*PHONE, "ja"),
    (*PHONE, "ja-easy"),
    (*PHONE, "en"),
    (*DESK, "ja"),
]
on_every_screen = pytest.mark.parametrize(("width", "height", "language"), SCREENS)
