"""One part's headings to draft measures with their initiatives and projects."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from hanamizuki.policy.logic import prose
from hanamizuki.policy.logic.annotations import Noted, annotate, find_themes, themes_of_heading
from hanamizuki.policy.logic.document import Initiative, Project
from hanamizuki.policy.logic.entries import Entry
from hanamizuki.policy.logic.items import projects_of_text, restates
from hanamizuki.policy.logic.joining import is_open
from hanamizuki.policy.logic.ledger import Ledger
from hanamizuki.policy.logic.markers import enclosed
from hanamizuki.policy.logic.outline import Node
from hanamizuki.policy.logic.tables import rows

# 「絆づくりの主な事業・取組」 heads the list of the measure 絆づくり.
_LIST_OF = re.compile(r"(?<=.)の主な(?:事業|取組|取り組み)(?:・(?:事業|取組|取り組み))*$")
_INLINE = re.compile(
    r"^(?P<title>[^。、]{3,40}?)(?:\s+[～〜~]\s*|\s*[：:]\s*|\s*(?:…|‥|─|――)+\s*)(?P<rest>.{6,})$"
)


@dataclass(slots=True)
class Draft:
    """A measure as one part of the document tells it."""

    title: str
    number: str
    line: int
    wave: bool = False
    early: bool = False
    themes: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    initiatives: list[Initiative] = field(default_factory=list)
    budget_thousand_yen: int | None = None

    def tell_from_text(self) -> None:
        """Where the document lists nothing, the measure's sentences say what is done."""
        projects = [
            Project(item.title, line=self.line)
            for text in self.text
            for sentence in prose.sentences(text)
            if sentence.endswith("ます。")
            for item in prose.from_sentence(sentence)
        ]
        if projects:
            self.initiatives.append(Initiative("", projects=tuple(projects)))


@dataclass(slots=True)
class Body:
    """What stands under a heading, sorted: themes, sentences, lists of projects."""

    themes: list[str] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)
    lists: list[Entry] = field(default_factory=list)
    tables: list[Entry] = field(default_factory=list)


class MeasureReader:
    """Turns nodes into drafts; `leaf_styles` are numbered styles that never have items below."""

    def __init__(self, ledger: Ledger, leaf_styles: frozenset[str]) -> None:
        self.ledger = ledger
        self.leaf_styles = leaf_styles

    def draft(self, node: Node, *, early: bool) -> Draft:
        """A measure of the node, with everything below it."""
        wrapped = enclosed(node.entry.text)
        themes, title = themes_of_heading(wrapped.label if wrapped.style else node.entry.text)
        noted = annotate(_LIST_OF.sub("", title))
        self.ledger.use(node.entry)
        draft = Draft(noted.title, node.entry.marker.label, node.entry.line, early=early)
        draft.wave = wrapped.style == "wave"
        draft.budget_thousand_yen = noted.budget_thousand_yen
        draft.themes.extend(themes)
        body = self._body(node)
        draft.themes.extend(body.themes)
        draft.text.extend(body.sentences)
        direct = self._direct(draft, body)
        loose: list[Project] = []
        for child in node.children:
            if self._is_project(child):
                loose.extend(self._projects(child))
            else:
                draft.initiatives.extend(self._initiatives(child))
        if direct or loose:
            draft.initiatives.insert(0, Initiative("", projects=(*direct, *loose)))
        return draft

    def drafts_of_table(self, entries: list[Entry]) -> list[Draft]:
        """Measures told in a table: of groups with their projects, or of measures alone."""
        found: dict[str, Draft] = {}
        for row in rows(entries):
            grouped = bool(row.group)
            title = row.group or row.title
            draft = found.setdefault(title, Draft(title, row.number, row.entry.line))
            draft.themes.extend(row.themes)
            if grouped:
                project = Project(
                    row.title, row.mark, row.budget_thousand_yen, row.entry.line, row.text
                )
                projects = draft.initiatives[0].projects if draft.initiatives else ()
                draft.initiatives = [Initiative("", projects=(*projects, project))]
        if found:
            self.ledger.use(*entries)
        return list(found.values())

    def _direct(self, draft: Draft, body: Body) -> list[Project]:
        found: list[Project] = []
        for entry in body.lists:
            projects, summary = projects_of_text(entry, draft.title)
            if (
                len(projects) > 1
                or len(body.lists) > 1
                or (projects and prose.names_deed(projects[0].title))
            ):
                found.extend(projects)
                draft.text.extend(summary)
            else:
                draft.text.append(entry.text)
        for group, projects in self._tables(body.tables, draft):
            if group:
                draft.initiatives.append(Initiative(group, projects=tuple(projects)))
            else:
                found.extend(projects)
        return found

    def _tables(self, entries: list[Entry], draft: Draft | None) -> list[tuple[str, list[Project]]]:
        groups: dict[str, list[Project]] = {}
        for row in rows(entries):
            project = Project(
                row.title, row.mark, row.budget_thousand_yen, row.entry.line, row.text
            )
            groups.setdefault(row.group, []).append(project)
            if draft is not None:
                draft.themes.extend(row.themes)
        self.ledger.use(*entries)
        return list(groups.items())

    def _body(self, node: Node) -> Body:
        body = Body()
        for entry in node.body:
            self.ledger.use(entry)
            if entry.cells:
                body.tables.append(entry)
                continue
            themes, rest = find_themes(entry.text)
            if themes and ("テーマ" in entry.text or "計画" in entry.text or not rest):
                body.themes.extend(themes)
                if len(rest) <= 24 and "。" not in rest:
                    continue
            if enclosed(entry.text).style == "wave":
                body.sentences.append(entry.text)
            elif prose.is_list(entry.text):
                body.lists.append(entry)
            else:
                body.sentences.append(rest or entry.text)
        return body

    def _is_project(self, node: Node) -> bool:
        if node.children or any(prose.is_list(e.text) or e.cells for e in node.body):
            return False
        if self._inline(node.entry.text) is not None:
            return False
        noted = annotate(node.entry.text)
        if node.style.startswith(("b:", "plain")) or noted.mark or noted.budget_thousand_yen:
            return True
        return node.style in self.leaf_styles

    def _inline(self, text: str) -> re.Match[str] | None:
        """「題 ～ 内容」 or 「題：内容」 on one line, where the contents are a list."""
        if annotate(text).budget_thousand_yen is not None:
            return None
        match = _INLINE.match(text)
        if match is None or is_open(match["title"]):
            return None
        return match if prose.is_list(match["rest"]) else None

    def _projects(self, node: Node) -> list[Project]:
        """The project of an item, or the several its words name side by side."""
        self.ledger.use(node.entry, *node.body)
        text = "".join(e.text for e in node.body)
        noted = annotate(node.entry.text)
        if match := _INLINE.match(noted.title):
            noted = replace(noted, title=match["title"].strip())
            text = match["rest"] + text
        titles = [prose.without_etc(noted.title)]
        if not text and not noted.mark and noted.budget_thousand_yen is None:
            # A mark or an amount speaks of the item as one, as does a text below.
            titles = prose.equal_deeds(titles[0])
        return [
            Project(title, noted.mark, noted.budget_thousand_yen, _line_of(node.entry, title), text)
            for title in titles
        ]

    def _initiatives(self, node: Node) -> list[Initiative]:
        """The initiative of a node, then those nested in it (the tree has one level of them)."""
        self.ledger.use(node.entry)
        projects: list[Project] = []
        summary: list[str] = []
        texts: list[str] = []
        title = node.entry.text
        if match := self._inline(title):
            title = match["title"].strip()
            self._take(_rest(node.entry, match), title, projects, summary, texts)
        wrapped = enclosed(title)
        noted = annotate(wrapped.label if wrapped.style else title)
        body = self._body(node)
        texts.extend(body.sentences)
        for entry in body.lists:
            self._take(entry, noted.title, projects, summary, texts)
        nested: list[Initiative] = []
        for _, found in self._tables(body.tables, None):
            projects.extend(found)
        for child in node.children:
            if self._is_project(child):
                projects.extend(self._projects(child))
            else:
                nested.extend(self._initiatives(child))
        if not projects and not nested and not body.lists and self._inline(node.entry.text) is None:
            projects = [p for e in node.body for p in _from_sentences(e)]
        return [_initiative(node, noted, projects, summary, texts), *nested]

    def _take(
        self,
        entry: Entry,
        title: str,
        projects: list[Project],
        summary: list[str],
        texts: list[str],
    ) -> None:
        found, umbrellas = projects_of_text(entry, title)
        told = len(found) == 1 and prose.is_narrative(found[0].title)
        again = (
            bool(found) and prose.is_clause(found[-1].title) and restates(found[-1].title, title)
        )
        if told or again:
            texts.append(entry.text)
            return
        projects.extend(found)
        summary.extend(umbrellas)


def _line_of(entry: Entry, title: str) -> int:
    return entry.line_at(entry.text.find(title))


def _rest(entry: Entry, match: re.Match[str]) -> Entry:
    """The contents after an inline title, as an entry of its own that knows its lines."""
    start = match.start("rest")
    pieces = [(max(0, offset - start), number) for offset, number in entry.pieces]
    return Entry(entry.marker, match["rest"], pieces)


def _initiative(
    node: Node, noted: Noted, projects: list[Project], summary: list[str], texts: list[str]
) -> Initiative:
    return Initiative(
        noted.title,
        node.entry.marker.label,
        tuple(projects),
        "\n".join(texts),
        tuple(summary),
        noted.mark,
        noted.budget_thousand_yen,
        node.entry.line,
    )


def _from_sentences(entry: Entry) -> list[Project]:
    """Where an initiative has only sentences, each sentence says things done."""
    if entry.cells:
        return []
    found = []
    for sentence in prose.sentences(entry.text):
        for item in prose.from_sentence(sentence):
            noted = annotate(item.title)
            at = entry.text.find(item.title[:8])
            found.append(
                Project(noted.title, noted.mark, noted.budget_thousand_yen, entry.line_at(at))
            )
    return found
