"""docs/desk-board.md is true: messages keep its schema, the example is a board."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.desk import Desk
from tests.support.stream import Stream
from tests.support.ward import ROOT, Ward, start

DOCUMENT = (ROOT / "docs/desk-board.md").read_text("utf-8")


@pytest.fixture(scope="module")
def ward(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ward]:
    data = shutil.copytree(prepared, tmp_path_factory.mktemp("docs") / "data")
    served = start(data, "--no-worker", command="serve", HANAMIZUKI_RATE_LIMIT="off")
    yield served
    served.stop()


@pytest.fixture(scope="module")
def desk(ward: Ward) -> Iterator[Desk]:
    with Desk(ward.data) as working:
        yield working


def schemas() -> dict[str, Any]:
    block = re.search(r"^```json\n(.*?)^```$", DOCUMENT, re.MULTILINE | re.DOTALL)
    assert block
    found: dict[str, Any] = json.loads(block[1])["$defs"]
    return found


KINDS = {"integer": int, "string": str, "boolean": bool, "object": dict, "array": list}


def check(schema: dict[str, Any], value: Any, where: str) -> None:
    """As much of JSON Schema as the document uses; a field it does not name is a fault."""
    known = schemas()
    if "$ref" in schema:
        check(known[schema["$ref"].rpartition("/")[2]], value, where)
        return
    if "enum" in schema:
        assert value in schema["enum"], where
        return
    names = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if value is None:
        assert "null" in names, where
        return
    assert type(value) is KINDS[names[0]], where
    if "items" in schema:
        for one in value:
            check(schema["items"], one, where + "[]")
    if isinstance(value, dict):
        parts = [
            schema,
            *(known[one["$ref"].rpartition("/")[2]] for one in schema.get("allOf", [])),
        ]
        properties: dict[str, Any] = {}
        for part in parts:
            assert set(part.get("required", ())) <= set(value), where
            properties |= part.get("properties", {})
        if properties:
            assert set(value) <= set(properties), f"{where}: {set(value) - set(properties)}"
            for name, one in value.items():
                check(properties[name], one, f"{where}.{name}")


def test_every_event_is_as_described(ward: Ward, desk: Desk) -> None:
    secret = desk("issue")["secret"]
    seen = set()
    with Stream(ward.url, f"?ticket={secret}") as phone:
        for event, message, _last in phone:
            check(schemas()[event], message, event)
            if not seen:
                desk("pause", "t-tax")
                desk("open")
                desk("next")
            seen.add(event)
            if seen >= {"snapshot", "call", "counter", "lines", "ticket"}:
                break
    status, body = ward.get("/api/v1/desk/state")
    assert status == 200
    check(schemas()["snapshot"], json.loads(body), "state")
    check(schemas()["ticket"], json.loads(ward.get(f"/api/v1/desk/tickets/{secret}")[1]), "own")


def test_a_third_party_builds_its_own_board(ward: Ward, desk: Desk) -> None:
    example = ROOT / "docs/examples/board.py"
    board = subprocess.Popen(
        [sys.executable, "-I", "-u", str(example), ward.url, "9F"],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert board.stdout
    try:
        line = board.stdout.readline()
        while "人待ち" not in line:
            line = board.stdout.readline()
        desk("issue", "t-moving", 2)
        label = desk("next")["label"]
        while label not in line:
            line = board.stdout.readline()
            assert line, "the board ended"
        assert re.fullmatch(rf"\d\d:\d\d  {label} → 91番窓口\n", line)
    finally:
        board.kill()
        board.wait()
        board.stdout.close()


@pytest.mark.parametrize("name", ["HANAMIZUKI_LISTENERS"])
def test_the_limit_is_in_the_list_of_variables(name: str) -> None:
    assert name in (ROOT / "docs/deploy.md").read_text("utf-8")
