"""A form field for free text: says what is wrong, keeps what was typed, changes nothing."""

from __future__ import annotations

from typing import Any

from django import forms

from hanamizuki.core.text.clean import MESSAGES, problems
from hanamizuki.core.text.localised import localise


class CleanCharField(forms.CharField):
    """Text without control characters, lone surrogates or a My Number, of bounded length.

    Names and rare characters (IVS, 𠮷, emoji) pass unchanged: stored text is never normalised.
    """

    def __init__(self, *, max_length: int, **kwargs: Any) -> None:
        self.longest = max_length
        super().__init__(**kwargs)
        self.widget.attrs["maxlength"] = str(max_length)

    def clean(self, value: Any) -> Any:
        """The stripped text. Raises ValidationError in the reader's language."""
        found = problems(value, self.longest) if isinstance(value, str) else []
        if found:
            raise forms.ValidationError([localise(MESSAGES[key]) for key in found])
        return super().clean(value)
