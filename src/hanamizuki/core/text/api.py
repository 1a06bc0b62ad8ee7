"""Text fields of the API: the same rules as in forms, named at the field."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from hanamizuki.core.text.clean import MESSAGES, problems


def CleanText(max_length: int, *, min_length: int = 1) -> object:
    """A string type without control characters, lone surrogates or a My Number."""

    def check(value: str) -> str:
        for key in problems(value, max_length):
            says = {"message": MESSAGES[key]["en"], "message_ja": MESSAGES[key]["ja"]}
            raise PydanticCustomError("text_" + key, "{message}", says)
        return value

    return Annotated[
        str, Field(min_length=min_length, max_length=max_length), AfterValidator(check)
    ]
