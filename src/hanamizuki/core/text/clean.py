"""What is wrong with a text somebody typed; nothing is changed, stored names least of all."""

from __future__ import annotations

import unicodedata

from hanamizuki.core.text.my_number import contains_my_number

MESSAGES: dict[str, dict[str, str]] = {
    "control": {
        "ja": "画面に出ない文字（制御文字）が入っています。消してから、もう一度送ってください。",
        "en": "There are invisible control characters in the text. Remove them and send it again.",
        "easy": "見えない文字が 入っています。その文字を 消してから、もう一度 送ってください。",
    },
    "surrogate": {
        "ja": "文字が途中で切れていて、読み取れません。入力し直してください。",
        "en": "A character is cut in half and cannot be read. Please type it again.",
        "easy": "読むことが できない文字が あります。もう一度 書いてください。",
    },
    "too_long": {
        "ja": "文字数が多すぎます。短くしてください。",
        "en": "The text is too long. Please shorten it.",
        "easy": "文が 長すぎます。短く してください。",
    },
    "my_number": {
        "ja": "マイナンバー（個人番号）と思われる12桁の数字があります。"
        "法律により、ここでは受け取れません。数字を消してから送ってください。",
        "en": "There is a 12-digit number that looks like a My Number. By law we may not "
        "receive it here. Remove the number and send the text again.",
        "easy": "マイナンバー（12の数字）が 書いてあるようです。"
        "ここに マイナンバーを 書かないでください。数字を 消してから 送ってください。",
    },
}

# Marks that turn the direction of the text around them: they can make a text read as another one.
_DIRECTION = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def problems(text: str, max_length: int) -> list[str]:
    """The keys of `MESSAGES` that apply, in order; empty when the text may be stored as it is.

    `max_length` counts code points, as the database column does. Line breaks and tabs are fine;
    so are variation selectors (葛󠄀), joined emoji and characters outside the basic plane (𠮷).
    """
    found = []
    if any(_is_control(c) for c in text):
        found.append("control")
    if any("\ud800" <= c <= "\udfff" for c in text):
        found.append("surrogate")
    if len(text) > max_length:
        found.append("too_long")
    if contains_my_number(text):
        found.append("my_number")
    return found


def _is_control(char: str) -> bool:
    if char in "\n\r\t":
        return False
    return char in _DIRECTION or unicodedata.category(char) == "Cc"
