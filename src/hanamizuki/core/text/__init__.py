"""Text in three languages, readings, phrase breaks."""

from hanamizuki.core.text.localised import active_language, localise

__all__ = ["active_language", "localise"]
