"""A notice's texts in three languages with declared placeholders, checked when it is registered."""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from dataclasses import dataclass

from hanamizuki.core.audit.logic.changes import is_secret_name

LANGUAGES = ("ja", "en", "easy")
_KIND = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*")

Texts = Mapping[str, str]
Value = str | int | Texts


class TemplateError(ValueError):
    """A template or its context is wrong; the message names what and where."""


@dataclass(frozen=True, kw_only=True)
class Template:
    """One kind of notice. Texts are maps {ja, en, easy}, with `{name}` for each declared name.

    `why` is the sentence that tells the reader why they get it; it stands below every body.
    A link to a private page is the only thing in a notice that opens anything.
    """

    kind: str
    names: tuple[str, ...] = ()
    subject: Texts
    body: Texts
    why: Texts

    def check(self) -> None:
        """Raise TemplateError for a missing language, an undeclared, unused or odd placeholder."""
        if not _KIND.fullmatch(self.kind):
            raise TemplateError(f"kind {self.kind!r} is not of the form room.what")
        for name in self.names:
            if not name.isidentifier() or is_secret_name(name):
                raise TemplateError(f"{self.kind}: {name!r} cannot be the name of a placeholder")
        used: set[str] = set()
        for part in ("subject", "body", "why"):
            used |= self._check_part(part, getattr(self, part))
        if used != set(self.names):
            raise TemplateError(f"{self.kind}: never used: {sorted(set(self.names) - used)}")

    def _check_part(self, part: str, texts: Texts) -> set[str]:
        if set(texts) != set(LANGUAGES) or not all(text.strip() for text in texts.values()):
            raise TemplateError(f"{self.kind}.{part}: give ja, en and easy, none of them empty")
        found = {
            code: self._placeholders(f"{self.kind}.{part}.{code}", text)
            for code, text in texts.items()
        }
        if len(set(map(frozenset, found.values()))) > 1:
            raise TemplateError(f"{self.kind}.{part}: the languages name different things")
        return found["ja"]

    def _placeholders(self, where: str, text: str) -> set[str]:
        names = set()
        try:
            pieces = list(string.Formatter().parse(text))
        except ValueError as error:
            raise TemplateError(f"{where}: {error}") from error
        for _, name, form, conversion in pieces:
            if name is None:
                continue
            if form or conversion or name not in self.names:
                raise TemplateError(f"{where}: {{{name}}} is not a declared name")
            names.add(name)
        return names

    def render(self, language: str, context: Mapping[str, Value]) -> tuple[str, str, str]:
        """Subject (one line), body and reason in a language ("ja", "en", "easy").

        `context` has exactly the declared names; a value may itself be a map of languages.
        """
        if set(context) != set(self.names):
            raise TemplateError(f"{self.kind} needs {sorted(self.names)}, got {sorted(context)}")
        if language not in LANGUAGES:
            raise TemplateError(f"{self.kind}: {language!r} is none of {', '.join(LANGUAGES)}")
        values = {name: _text(value, language) for name, value in context.items()}
        subject = " ".join(self.subject[language].format_map(values).split())
        return (
            subject,
            self.body[language].format_map(values),
            self.why[language].format_map(values),
        )


def _text(value: Value, language: str) -> str:
    if isinstance(value, Mapping):
        return value.get(language) or value["ja"]
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise TemplateError(f"{type(value).__name__} cannot stand in a notice; give its text")
    return str(value)


# Confidential matters: the mail says that there is something, nothing else, no link either.
NEUTRAL = Template(
    kind="neutral",
    subject={
        "ja": "お知らせがあります",
        "en": "There is a message for you",
        "easy": "お知らせが あります",
    },
    body={
        "ja": "お知らせがあります。内容は、前にお渡しした専用のページか、窓口でお確かめください。",
        "en": "There is a message for you. Please see your private page, or ask at the counter.",
        "easy": "お知らせが あります。あなたの ページを 見るか、窓口で 聞いてください。",
    },
    why={
        "ja": "内容を書かない設定のため、このメールには用件を書いていません。",
        "en": "You receive mail without its content, so the matter is not mentioned here.",
        "easy": "ほかの 人に 見られないように、このメールには 内容を 書いていません。",
    },
)
