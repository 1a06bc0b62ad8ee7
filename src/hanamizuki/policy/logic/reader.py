"""Reads a ward's policy document, whatever its layout, into the tree (see document.Document)."""

from __future__ import annotations

from hanamizuki.policy.logic.amounts import read_amounts, with_amounts
from hanamizuki.policy.logic.annotations import find_themes
from hanamizuki.policy.logic.cleaning import clean_lines
from hanamizuki.policy.logic.columns import with_tables
from hanamizuki.policy.logic.document import Amount, Document, Measure
from hanamizuki.policy.logic.entries import Entry, Joiner
from hanamizuki.policy.logic.fallback import infer
from hanamizuki.policy.logic.furniture import ornaments
from hanamizuki.policy.logic.goal import read_goal
from hanamizuki.policy.logic.headings import heading_styles, is_label
from hanamizuki.policy.logic.ledger import Ledger
from hanamizuki.policy.logic.measures import Draft, MeasureReader
from hanamizuki.policy.logic.merging import merge
from hanamizuki.policy.logic.nesting import tell_tiers
from hanamizuki.policy.logic.organisation import read_organisation
from hanamizuki.policy.logic.outline import Node, build, rank
from hanamizuki.policy.logic.parts import Part, Sorter
from hanamizuki.policy.logic.tables import are_column_names, is_table_head
from hanamizuki.policy.logic.titles import (
    is_plain_title,
    is_title,
    is_ward,
    is_year,
    title_lines,
    ward_of,
)
from hanamizuki.policy.logic.widths import key
from hanamizuki.policy.logic.years import fiscal_year


def read_document(text: str) -> Document:
    """The tree a document tells, with an account of every line. Never raises on any text."""
    lines = with_tables(clean_lines(text), are_column_names)
    decoration = ornaments(lines)
    ledger = Ledger(lines, decoration)
    entries = Joiner(lines, decoration).run()
    tell_tiers(entries)
    parts = infer(Sorter(entries).run())
    title = _title(parts, ledger)
    goal = read_goal([p for p in parts if p.kind == "goal"], ledger, ward_of(title))
    _repeated_title(parts, title, ledger)
    measures = _measures([p for p in parts if p.kind == "measures"], ledger)
    organisation = _organisation(parts, ledger)
    amounts = _amounts(parts, ledger)
    for part in parts:
        if part.kind in ("front", "other"):
            _leave(part, ledger)
    ledger.settle(entries)
    return Document(
        fiscal_year=fiscal_year([e.text for e in entries]),
        title=title,
        ward=ward_of(title),
        goal=goal.goal,
        goal_subtitle=goal.subtitle,
        goal_text="\n".join(goal.text),
        measures=with_amounts(measures, amounts),
        organisation=organisation,
        amounts=amounts,
        unplaced=ledger.unplaced(),
        ornaments=ledger.ornaments(),
        used=ledger.used(),
    )


def _title(parts: list[Part], ledger: Ledger) -> str:
    """The title, said on one line or on two, or in the heading of the first part."""
    front = parts[0].entries
    for at in range(len(front)):
        if count := title_lines([entry.text for entry in front[at:]]):
            start = at - 1 if at and is_ward(front[at - 1].text) else at
            ledger.use(*front[start : at + count])
            return " ".join(entry.text for entry in front[start : at + count])
    for at, entry in enumerate(front):
        if is_plain_title(entry.text):
            # Its year may stand on a line of its own.
            years = [e for e in front[at + 1 : at + 2] if is_year(e.text)]
            ledger.use(entry, *years)
            return " ".join(e.text for e in (entry, *years))
    heads = [part.head for part in parts if part.head is not None]
    return next((head.text for head in heads if is_title(head.text)), "")


def _repeated_title(parts: list[Part], title: str, ledger: Ledger) -> None:
    for part in parts:
        if part.kind in ("front", "other"):
            again = [entry for entry in part.entries if title and key(entry.text) == key(title)]
            ledger.label("題名のくり返し", *again)


def _leave(part: Part, ledger: Ledger) -> None:
    ledger.label("表の見出し", *(e for e in part.entries if is_table_head(e)))
    if part.kind == "front":
        ledger.leave("どの部分の見出しよりも前にある文です", *part.entries)
        return
    head = part.head.text if part.head else ""
    if "目次" in head and part.head is not None:
        ledger.label("目次", part.head, *part.entries)
        return
    ledger.leave(
        f"「{head}」は目標・施策・組織のどれでもありません",
        *([part.head] if part.head else []),
        *part.entries,
    )


def _organisation(parts: list[Part], ledger: Ledger) -> tuple[str, ...]:
    found = [p for p in parts if p.kind == "organisation"]
    for part in found:
        if part.head is not None:
            ledger.use(part.head)
    return read_organisation(found, ledger, generic=any(p.entries for p in found))


def _amounts(parts: list[Part], ledger: Ledger) -> tuple[Amount, ...]:
    """The listed amounts; their lines are taken out of the parts that tell nothing else."""
    found: list[Amount] = []
    for part in parts:
        if not part.budget or part.head is None:
            continue
        amounts = read_amounts(part.head.text, part.entries)
        if amounts:
            ledger.use(part.head, *(part.entries[at] for at in amounts))
            found.extend(amounts.values())
    return tuple(found)


def _measures(parts: list[Part], ledger: Ledger) -> tuple[Measure, ...]:
    outlines: list[tuple[list[Node], list[Entry]]] = []
    for part in parts:
        if part.head is not None:
            ledger.use(part.head)
        kept = [e for e in part.entries if not _is_aside(e, ledger)]
        outlines.append(build(kept, heading_styles(kept)))
    leaves = _leaf_styles([node for roots, _ in outlines for node in roots])
    reader = MeasureReader(ledger, leaves)
    drafts: list[Draft] = []
    for roots, loose in outlines:
        drafts.extend(reader.drafts_of_table([e for e in loose if e.cells]))
        ledger.leave("どの施策にも属さない、施策全体の文です", *loose)
        drafts.extend(_drafts(roots, reader, ledger))
    if not any(draft.initiatives for draft in drafts):
        for draft in drafts:
            draft.tell_from_text()
    return merge(drafts)


def _drafts(roots: list[Node], reader: MeasureReader, ledger: Ledger) -> list[Draft]:
    found: list[Draft] = []
    top = min((node.depth for node in roots), default=0)
    counted = False
    for node in roots:
        if node.depth > top and (rank(node.style) >= 90 or not node.children):
            ledger.leave("どの施策の下のものか分かりません", *_all(node))
            continue
        counted = counted or node.entry.marker.number is not None
        found.append(reader.draft(node, early=not counted))
    return found


def _all(node: Node) -> list[Entry]:
    return [node.entry, *node.body, *(e for child in node.children for e in _all(child))]


def _is_aside(entry: Entry, ledger: Ledger) -> bool:
    if entry.marker.style.startswith("b:※"):
        ledger.leave("注記です", entry)
        return True
    if is_label(entry):
        ledger.label("「主な取組」などの小見出し（内容はありません）", entry)
        return True
    return False


def _leaf_styles(roots: list[Node]) -> frozenset[str]:
    """Numbered styles below the measures under which nothing is listed: projects themselves."""
    below = [node for root in roots for node in _below(root)]
    full = {n.style for n in below if n.children or any(_lists(e) for e in n.body)}
    return frozenset(n.style for n in below if n.style not in full)


def _below(node: Node) -> list[Node]:
    return [n for child in node.children for n in (child, *_below(child))]


def _lists(entry: Entry) -> bool:
    return bool(entry.cells) or (bool(entry.text) and not find_themes(entry.text)[0])
