"""The documents name everything there is, their examples are valid, their links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from hanamizuki.core.packs import registry
from hanamizuki.core.packs.fields import known_names
from hanamizuki.core.packs.manifest import Manifest
from hanamizuki.core.packs.stack import read_stack
from hanamizuki.core.places.logic.messages import BASES, MESSAGES
from hanamizuki.core.places.pack.facilities import SLUGS
from hanamizuki.site.api.v1 import document

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
VARIABLE = re.compile(r'"(HANAMIZUKI_[A-Z_]*[A-Z]|DATABASE_URL|REDIS_URL)"')
LINK = re.compile(r"(?<!\\)\[[^\]]*\]\(([^)\s]+)\)")
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
INVENTED = "documents"  # the folder of tests' policy documents


def read(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


def chapters() -> dict[str, str]:
    """The chapters of packs.md by the name in their heading."""
    parts = re.split(r"^### `?([\w.]+)`?$", read("packs.md"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def chapter_of(section: str) -> str:
    return chapters()["Facilities" if section in SLUGS else section]


@pytest.mark.parametrize("section", [one.name for one in registry.all()])
def test_every_section_is_described(section: str) -> None:
    text = chapter_of(section)
    for pattern in registry.get(section).files:
        assert f"`{pattern}`" in text, f"{section}: {pattern} is not named"
    if section in SLUGS:
        assert f"`{section}`" in text


def documented(model: type[BaseModel]) -> set[str]:
    """The fields of a model and of the models it holds."""
    names = set(known_names(model, ()))
    for name in list(names):
        names |= {one for one in known_names(model, (name,)) if one not in ("ja", "en", "easy")}
    return names


@pytest.mark.parametrize("section", [one.name for one in registry.all() if one.row is None])
def test_every_field_is_described(section: str) -> None:
    text = chapter_of(section)
    missing = {one for one in documented(registry.get(section).record) if f"`{one}`" not in text}
    assert not missing


def test_the_manifest_is_described() -> None:
    text = chapters()["pack.yaml"]
    assert not {one for one in documented(Manifest) if f"`{one}`" not in text}


@pytest.mark.parametrize(
    "section", [one.name for one in registry.all() if one.row and one.name not in SLUGS]
)
def test_every_column_is_described(section: str) -> None:
    one = registry.get(section)
    example = next(text for path, text in one.example.items() if one.claims(path))
    columns = {*one.columns, *example.partition("\n")[0].split(",")}
    assert not {column for column in columns if f"`{column}`" not in chapter_of(section)}


def test_examples_of_packs_are_valid(tmp_path: Path) -> None:
    pack = tmp_path / "kohoku"
    for folder in ("policy", "plans"):
        (pack / folder).mkdir(parents=True)
    for name, text in chapters().items():
        for kind, block in BLOCK.findall(text):
            file = pack / example_file(name, kind)
            file.parent.mkdir(exist_ok=True)
            file.write_text(block, "utf-8")
    data = read_stack(ROOT / "packs", pack)
    assert [str(one) for one in data.problems] == []
    for section in {one.name for one in registry.all()} - {*SLUGS, "identity"}:
        assert any(one.pack == "kohoku" for one in data.records(section)), section
    assert data.records("evacuation_space") and data.mapping("identity").ward.name == "港北区"


def example_file(chapter: str, kind: str) -> str:
    if chapter == "pack.yaml":
        return chapter
    if chapter == "policy":
        return "policy/2025.yaml" if kind == "yaml" else "policy/policy.md"
    if chapter.startswith("desk_"):
        return registry.get(chapter).files[0]
    if chapter == "plans":
        return "plans/reading.yaml"
    # pack.yaml's example names this file.
    return "evacuation_space.csv" if chapter == "Facilities" else f"{chapter}.{kind}"


def test_every_operation_of_the_api_is_described() -> None:
    text = read("api.md")
    for path, operations in document()["paths"].items():
        for method in operations:
            assert f"{method.upper()} {path}" in text, f"{method} {path} is not described"


def test_every_variable_is_described() -> None:
    files = (ROOT / "src").rglob("*.py")
    code = "".join(one.read_text("utf-8") for one in files if "tests" not in one.parts)
    found = set(VARIABLE.findall(code))
    assert {"DATABASE_URL", "HANAMIZUKI_DATA"} <= found
    text = read("deploy.md")
    assert not {name for name in found if f"`{name}`" not in text}


def test_every_message_of_the_resolver_is_described() -> None:
    text = read("places.md")
    assert not {key for key in (*MESSAGES, *BASES) if f"`{key}`" not in text}


def documents() -> list[str]:
    """Every Markdown file of the repository, but for invented policy documents of tests."""
    folders = (ROOT / one for one in ("docs", "packs", "src", "tests", "benchmarks"))
    found = [*ROOT.glob("*.md"), *(one for folder in folders for one in folder.rglob("*.md"))]
    return sorted(one.relative_to(ROOT).as_posix() for one in found if INVENTED not in one.parts)


def anchors(text: str) -> set[str]:
    """The anchors GitHub gives to headings."""
    heads = re.findall(r"^#+ (.+)$", BLOCK.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("name", documents())
def test_links_lead_somewhere(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    dead = []
    for link in LINK.findall(BLOCK.sub("", text)):
        path, _, anchor = link.partition("#")
        if re.match(r"[a-z]+:", link):
            continue
        target = ((ROOT / name).parent / path).resolve() if path else ROOT / name
        if not target.exists() or (anchor and anchor not in anchors(target.read_text("utf-8"))):
            dead.append(link)
    assert not dead
