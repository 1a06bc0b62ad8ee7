"""Template filters for localised text: `t`, `phrase` and `ruby`."""

from __future__ import annotations

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from hanamizuki.core.text import furigana
from hanamizuki.core.text.localised import Value, active_language, pick
from hanamizuki.core.text.phrases import phrases

register = template.Library()


@register.filter
def t(value: Value) -> str | SafeString:
    """The text in the page's language; Japanese shown on an English page is marked as Japanese."""
    language = active_language()
    text, written_in = pick(value, language)
    if language == "en" and written_in != "en" and not text.isascii():
        return format_html('<span lang="ja">{}</span>', text)
    return text


@register.filter(is_safe=True)
def phrase(value: object) -> SafeString:
    """A heading or sentence that breaks between phrases only (Japanese pages; else as it is)."""
    if active_language() == "en" or isinstance(value, SafeString):
        return conditional_escape(str(value) if not isinstance(value, SafeString) else value)
    text = str(value)
    if active_language() == "easy" and " " in text:  # written with spaces between its words
        return format_html('<span class="phrase">{}</span>', text)
    return phrases(text)


@register.filter
def ruby(value: object) -> SafeString:
    """Readings above the kanji, in any language of the page."""
    return furigana.ruby(str(value))
