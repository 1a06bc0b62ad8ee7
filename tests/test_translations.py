"""Every text of the interface is there in やさしい日本語 and in English."""

import io
import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

SOURCE = Path(__file__).parents[1] / "src" / "hanamizuki"
LOCALE = SOURCE / "site" / "locale"
PLACEHOLDER = re.compile(r"%\(\w+\)s")
FUNCTIONS = {
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "N_": None,
    "ngettext": (1, 2),
    "_": None,
}


def messages() -> set[str]:
    """Every Japanese text that templates and Python ask to be translated."""
    found: set[str] = set()
    for file in [*SOURCE.rglob("*.html"), *SOURCE.rglob("*.py")]:
        if "tests" in file.parts or "locale" in file.parts:
            continue
        text = file.read_text(encoding="utf-8")
        code = templatize(text) if file.suffix == ".html" else text
        rows = extract_python(io.BytesIO(code.encode()), FUNCTIONS, (), {"encoding": "utf-8"})
        for _, _, message, _ in rows:
            parts = message if isinstance(message, tuple) else (message,)
            found.update(part for part in parts[:1] if part)
    return found


def catalogue(locale: str) -> dict[str, str]:
    """The translations of one language, plural forms joined."""
    with (LOCALE / locale / "LC_MESSAGES" / "django.po").open("rb") as file:
        entries = read_po(file)
    return {
        entry.id if isinstance(entry.id, str) else entry.id[0]: entry.string
        if isinstance(entry.string, str)
        else "\n".join(entry.string)
        for entry in entries
        if entry.id
    }


@pytest.mark.parametrize("locale", ["en", "ja_Easy"])
def test_every_text_is_translated_and_none_is_left_over(locale: str) -> None:
    wanted, known = messages(), catalogue(locale)
    assert sorted(wanted - known.keys()) == []
    assert sorted(known.keys() - wanted) == []
    assert [text for text in known if not known[text].strip()] == []


@pytest.mark.parametrize("locale", ["en", "ja_Easy"])
def test_placeholders_are_kept(locale: str) -> None:
    for text, translated in catalogue(locale).items():
        for form in translated.split("\n"):
            assert set(PLACEHOLDER.findall(form)) <= set(PLACEHOLDER.findall(text)), text


def test_english_is_english() -> None:
    japanese = re.compile(r"[ぁ-んァ-ン一-龥]")
    allowed = {"日本語"}
    assert [
        text
        for text, english in catalogue("en").items()
        if japanese.search(english) and english not in allowed
    ] == []
