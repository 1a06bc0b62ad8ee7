"""What a document without part headings tells by its shape: title, ～goal～, pillars."""

from __future__ import annotations

from hanamizuki.policy.logic.headings import heading_styles
from hanamizuki.policy.logic.markers import enclosed
from hanamizuki.policy.logic.outline import build
from hanamizuki.policy.logic.parts import Part
from hanamizuki.policy.logic.titles import title_lines


def infer(parts: list[Part]) -> list[Part]:
    """The parts, with goal and measures found in the front where no heading told them."""
    front = parts[0]
    start = _after_title(front)
    if start is None:
        return parts
    kinds = {part.kind for part in parts}
    found = list(parts)
    if "goal" not in kinds and start < len(front.entries):
        entry = front.entries[start]
        if enclosed(entry.text).style == "wave" or (entry.gap and _quoted(entry.text)):
            found.append(Part("goal", None, [entry]))
            front.entries.remove(entry)
    if "measures" not in kinds:
        found = _with_measures(found, start)
    return found


def _quoted(text: str) -> bool:
    return text.startswith(("「", "『", "“")) and text.endswith(("」", "』", "”"))


def _after_title(front: Part) -> int | None:
    texts = [entry.text for entry in front.entries]
    for at in range(len(texts)):
        if count := title_lines(texts[at:]):
            return at + count
    return None


def _with_measures(parts: list[Part], start: int) -> list[Part]:
    """Headings with something under them, in the front or after the goal, are the measures."""
    for part in parts:
        if part.kind not in ("front", "goal"):
            continue
        rest = part.entries[start if part.kind == "front" else 1 :]
        roots, _ = build(rest, heading_styles(rest))
        first = next((n.entry for n in roots if n.children or n.body), None)
        if first is not None and first.style:
            at = next(i for i, entry in enumerate(part.entries) if entry is first)
            moved = part.entries[at:]
            del part.entries[at:]
            return [*parts, Part("measures", None, moved)]
    return parts
