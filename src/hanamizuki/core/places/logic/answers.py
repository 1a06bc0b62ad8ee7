"""From a town and its numbers to district, shelter, care plaza…: rules decide, never a guess."""

from __future__ import annotations

from collections.abc import Iterable

from .fold import key
from .types import KINDS, UNKNOWN_ANSWER, Answer, Catchment, HouseNumber, Kind, Option


def _options(rules: Iterable[Catchment]) -> tuple[Option, ...]:
    """One option per target; a stated rule speaks for its target before an inferred one."""
    chosen: dict[str, Option] = {}
    for rule in sorted(rules, key=lambda rule: rule.confidence != "stated"):
        option = Option(rule.target, rule.target_name, rule.confidence, rule.note, rule.source)
        chosen.setdefault(rule.target, option)
    return tuple(chosen.values())


def _decided(rules: list[Catchment], basis: str) -> Answer:
    options = _options(rules)
    return Answer("known" if len(options) == 1 else "ambiguous", options, basis)


def _in_blocks(rule: Catchment, block: int) -> bool:
    return any(first <= block <= last for first, last in rule.blocks)


def _by_area(rules: list[Catchment], area: str) -> list[Catchment]:
    return [rule for rule in rules if rule.area and key(rule.area) == area]


def _without_blocks(rules: list[Catchment]) -> Answer:
    """The answer when only rules that name no block are left."""
    whole = [rule for rule in rules if rule.part == "whole" and not rule.area]
    if len(whole) == len(rules):
        answer = _decided(whole, "whole_town")
        only = answer.only
        if only is not None and only.confidence == "inferred":
            return Answer("known", answer.options, "whole_town_inferred")
        return answer if only is not None else Answer("ambiguous", answer.options, "several_rules")
    return Answer("ambiguous", _options(rules), "part_of_town")


def decide(rules: list[Catchment], number: HouseNumber) -> Answer:
    """One kind, one town: the answer its rules give for a house number."""
    if not rules:
        return UNKNOWN_ANSWER
    if number.area and (named := _by_area(rules, number.area)):
        return _decided(named, "area")
    by_block = [rule for rule in rules if rule.blocks]
    if not by_block:
        return _without_blocks(rules)
    if number.block is None:
        return Answer("ambiguous", _options(rules), "block_needed")
    block = number.block
    if hits := [rule for rule in by_block if _in_blocks(rule, block)]:
        return _decided(hits, "block")
    rest = [rule for rule in rules if not rule.blocks]
    return _without_blocks(rest) if rest else Answer("unknown", (), "outside_block_rule")


class RuleBook:
    """All catchments, by town and kind. Immutable after building."""

    def __init__(self, catchments: Iterable[Catchment]) -> None:
        rules: dict[tuple[str, Kind], list[Catchment]] = {}
        areas: dict[str, set[str]] = {}
        for rule in catchments:
            rules.setdefault((rule.town_code, rule.kind), []).append(rule)
            if rule.area:
                areas.setdefault(rule.town_code, set()).add(key(rule.area))
        self._rules = rules
        self._areas = {
            code: tuple(sorted(names, key=len, reverse=True)) for code, names in areas.items()
        }

    def areas(self, town_code: str) -> tuple[str, ...]:
        """Match keys of the named sub-areas of a town, longest first."""
        return self._areas.get(town_code, ())

    def answers(self, town_code: str, number: HouseNumber) -> dict[Kind, Answer]:
        return {kind: decide(self._rules.get((town_code, kind), []), number) for kind in KINDS}
