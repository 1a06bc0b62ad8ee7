"""Generated ways to break the sample packs, each with the place where it must be reported."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from hanamizuki.core.packs.tests.sample import FILES

YAML = [path for path in FILES if path.endswith(".yaml")]
CSV = [path for path in FILES if path.endswith(".csv")]
REQUIRED = {
    "far/pack.yaml": ("id", "name", "kind", "source"),
    "near/pack.yaml": ("id", "name", "kind", "source", "south", "west", "north", "east"),
    "near/identity.yaml": ("name", "address", "lat", "lon", "source"),
    "near/areas.yaml": ("id", "name", "lat", "lon", "since", "source"),
    "near/plans/2025.yaml": ("year", "title", "source", "lines", "code", "text"),
    "near/rules.yaml": ("short",),
}
NUMBERS = ("people", "lat", "lon", "seats", "year")
TEXTS = ("id", "name", "kana", "romaji", "address", "phone", "code", "title", "kind", "text")
DATES = ("since", "as_of", "valid_from")
BAD_DATES = ("2026-02-30", "2026-13-01", "2026/04/01", "来年の春", "20260401", '"2026-4-1"', "0")
_KEY = re.compile(r"^(?P<lead>[ -]*)(?P<key>[a-z_]+):(?P<rest>.*)$")


@dataclass(frozen=True)
class Mutation:
    """`content` replaces `path` (None removes it); a problem must stand at `file`, on `lines`.

    No `lines` means anywhere in that file.
    """

    name: str
    path: str
    content: bytes | None
    file: str
    lines: tuple[int, ...] = ()


def mutations() -> list[Mutation]:
    """Every generated mutation."""
    made = [
        *missing_files(), *wrong_types(), *unknown_keys(), *missing_keys(), *dangling(),
        *bad_dates(), *coordinates(), *duplicates(), *encodings(), *yaml_syntax(),
        *csv_shapes(), *csv_cells(),
    ]  # fmt: skip
    return [one for one in made if one.content != FILES.get(one.path, "").encode()]


def _lines(path: str) -> list[str]:
    return FILES[path].splitlines()


def _with(path: str, number: int, *new: str) -> bytes:
    """The file with line `number` (from 1) replaced by other lines."""
    lines = _lines(path)
    lines[number - 1 : number] = new
    return ("\n".join(lines) + "\n").encode()


def _keys(path: str) -> Iterator[tuple[int, str, str, str]]:
    """(line number, lead, key, rest) of every block key of a YAML file."""
    for number, line in enumerate(_lines(path), 1):
        if (match := _KEY.match(line)) and "//" not in line:
            yield number, match["lead"], match["key"], match["rest"].strip()


def missing_files() -> Iterator[Mutation]:
    """Files that others need are gone."""
    yield Mutation("no manifest", "near/pack.yaml", None, "near/pack.yaml")
    yield Mutation("no parent's manifest", "far/pack.yaml", None, "far/pack.yaml")
    yield Mutation("no listed file", "near/fares.csv", None, "near/pack.yaml", (11,))
    yield Mutation("no identity", "near/identity.yaml", None, "near/pack.yaml")
    for path in YAML + CSV:
        yield Mutation(f"{path} emptied", path, b"", path, (1,))
        yield Mutation(f"{path} only comment", path, b"# \n", path, (1,))


def wrong_types() -> Iterator[Mutation]:
    """Lists, maps, words and numbers where something else belongs."""
    for path in YAML:
        if path == "far/areas.yaml":  # overridden by the near pack, and tested there
            continue
        for number, lead, key, rest in _keys(path):
            wrong = []
            if rest and not rest.startswith(("[", "{")):
                wrong = ["[[1]]", "{zz: {zz: 1}}"]
            if key in NUMBERS and rest:
                wrong += ["たくさん", "true", ".nan", "10m"]
            if key in TEXTS and rest:
                wrong += ["17", "true", '""', '"  "']
            for value in wrong:
                if (path, key) == ("far/rules.yaml", "seats"):
                    continue
                content = _with(path, number, f"{lead}{key}: {value}")
                yield Mutation(f"{path}:{number} {key}={value}", path, content, path, (number,))
    for path in YAML:
        yield Mutation(f"{path} scalar", path, b"words\n", path, (1,))
        shape = b"a: 1\n" if FILES[path].lstrip("# 地区\n").startswith("-") else b"- a\n"
        yield Mutation(f"{path} other shape", path, shape, path, (1,))


def unknown_keys() -> Iterator[Mutation]:
    """Keys that no schema knows, and misspelt ones."""
    for path in YAML:
        for number, lead, key, rest in _keys(path):
            indent = lead.replace("-", " ")
            if not rest.startswith(("[", "{")) and rest:
                line = f"{lead}{key}: {rest}"
                content = _with(path, number, line, f"{indent}zzz_unknown: 1")
                name = f"{path}:{number} unknown key"
                yield Mutation(name, path, content, path, (number + 1,))
            if (path, key) == ("near/pack.yaml", "extends"):
                continue
            content = _with(path, number, f"{lead}{key}x: {rest}")
            yield Mutation(f"{path}:{number} {key}x", path, content, path, (number,))
    for path in ("near/sections.txt", "near/areas.yml", "near/old/areas.yaml", "near/stops.xlsx"):
        yield Mutation(f"unknown file {path}", path, b"x", path, (1,))


def missing_keys() -> Iterator[Mutation]:
    """Required keys are gone."""
    for path, required in REQUIRED.items():
        lines = _lines(path)
        for number, lead, key, _ in _keys(path):
            if key not in required or (path == "near/rules.yaml" and "long" not in "".join(lines)):
                continue
            following = lines[number] if number < len(lines) else ""
            if "-" in lead:
                content = _with(path, number, f"{lead}zzz: 1")
            elif following.strip().startswith("- "):
                continue
            else:
                content = _with(path, number)
            yield Mutation(f"{path}:{number} without {key}", path, content, path)


def dangling() -> Iterator[Mutation]:
    """References to what is not there."""
    for path, key in (("near/areas.yaml", "next_to"), ("near/plans/2025.yaml", "area")):
        for number, lead, found, _ in _keys(path):
            if found == key:
                content = _with(path, number, f"{lead}{key}: nowhere")
                yield Mutation(f"{path}:{number} dangling", path, content, path, (number,))
    for number in (2, 3, 4):
        line = re.sub("kita|minami", "nowhere", _lines("near/stops.csv")[number - 1])
        content = _with("near/stops.csv", number, line)
        yield Mutation(
            f"stops {number} dangling", "near/stops.csv", content, "near/stops.csv", (number,)
        )
    content = FILES["near/pack.yaml"].replace("extends: far", "extends: away").encode()
    yield Mutation("extends nothing", "near/pack.yaml", content, "near/pack.yaml", (5,))
    content = FILES["near/pack.yaml"].replace("extends: far", "extends: near").encode()
    yield Mutation("extends itself", "near/pack.yaml", content, "near/pack.yaml", (5,))
    content = (FILES["far/pack.yaml"] + "extends: near\n").encode()
    yield Mutation("circle", "far/pack.yaml", content, "far/pack.yaml", (5,))
    content = FILES["near/pack.yaml"].replace("id: near", "id: other").encode()
    yield Mutation("id is not the folder", "near/pack.yaml", content, "near/pack.yaml", (2,))
    content = FILES["near/pack.yaml"].replace("fares.csv", "fare.csv").encode()
    yield Mutation("files names nothing", "near/pack.yaml", content, "near/pack.yaml", (11,))


def bad_dates() -> Iterator[Mutation]:
    """Days that do not exist or are not written as days."""
    for path in YAML:
        for number, lead, key, _ in _keys(path):
            if key not in DATES or path == "far/areas.yaml":
                continue
            for value in BAD_DATES:
                content = _with(path, number, f"{lead}{key}: {value}")
                yield Mutation(f"{path}:{number} {value}", path, content, path, (number,))
    for number in (2, 3, 4):
        for value in ("2026-02-30", "2026/4/1", "平成22年4月1日", ""):
            line = re.sub(r"20\d\d-\d\d-\d\d", value, _lines("near/stops.csv")[number - 1])
            yield Mutation(
                f"stops {number} {value}",
                "near/stops.csv",
                _with("near/stops.csv", number, line),
                "near/stops.csv",
                (number,),
            )


def coordinates() -> Iterator[Mutation]:
    """Swapped, outside the ward, outside the country, without the decimal point."""
    for path in ("near/areas.yaml", "near/identity.yaml"):
        lines = _lines(path)
        for number, lead, key, rest in _keys(path):
            if key != "lat":
                continue
            lon = lines[number].split(":")[1].strip()
            for name, lat, other in (
                ("swapped", lon, rest), ("outside", "35.60", lon), ("far", "43.06", "141.35"),
                ("no point", rest, lon.replace(".", "")), ("zero", "0", "0"),
            ):  # fmt: skip
                changed = list(lines)
                changed[number - 1 : number + 1] = [f"{lead}lat: {lat}", f"{lead}lon: {other}"]
                content = ("\n".join(changed) + "\n").encode()
                yield Mutation(f"{path}:{number} {name}", path, content, path)
    for number in (2, 3, 4):
        line = _lines("near/stops.csv")[number - 1]
        for name, new in (
            ("swapped", re.sub(r"(35\.\d+),(139\.\d+)", r"\2,\1", line)),
            ("outside", line.replace(",35.5", ",35.9")),
            ("no point", line.replace("139.", "139")),
        ):
            yield Mutation(
                f"stops {number} {name}",
                "near/stops.csv",
                _with("near/stops.csv", number, new),
                "near/stops.csv",
                (number,),
            )
    content = FILES["near/pack.yaml"].replace("south: 35.48", "south: 35.98").encode()
    yield Mutation("bounds upside down", "near/pack.yaml", content, "near/pack.yaml", (7,))
    content = FILES["near/pack.yaml"].replace("west: 139.58", "west: 239.58").encode()
    yield Mutation("bounds nowhere", "near/pack.yaml", content, "near/pack.yaml", (7,))


def duplicates() -> Iterator[Mutation]:
    """The same id, key, column or record twice."""
    areas = FILES["near/areas.yaml"]
    second = areas.index("- id: minami")
    doubled = (areas + areas[areas.index("- id") : second]).encode()
    yield Mutation("area twice", "near/areas.yaml", doubled, "near/areas.yaml", (21,))
    doubled = areas.replace("- id: minami", "- id: kita").encode()
    yield Mutation("area id twice", "near/areas.yaml", doubled, "near/areas.yaml", (11,))
    for path in CSV:
        lines = _lines(path)
        for number in range(2, len(lines) + 1):
            content = (FILES[path] + lines[number - 1] + "\n").encode()
            where = (len(lines) + 1,)
            yield Mutation(f"{path}:{number} twice", path, content, path, where)
        header = lines[0].split(",")
        for column in header:
            wide = [f"{line},{column if not index else ''}" for index, line in enumerate(lines)]
            content = ("\n".join(wide) + "\n").encode()
            yield Mutation(f"{path} column {column} twice", path, content, path, (1,))
    for path in YAML:
        for number, lead, key, rest in _keys(path):
            if rest and not rest.startswith(("[", "{")):
                indent = lead.replace("-", " ")
                line = f"{indent}{key}: {rest}"
                content = _with(path, number, f"{lead}{key}: {rest}", line)
                yield Mutation(f"{path}:{number} {key} twice", path, content, path, (number + 1,))


def encodings() -> Iterator[Mutation]:
    """Files in other encodings, cut characters, control characters, web pages."""
    for path in YAML + CSV:
        text = FILES[path]
        raw = text.encode()
        yield Mutation(f"{path} utf-16", path, text.encode("utf-16"), path, (1,))
        yield Mutation(f"{path} nul", path, raw[:20] + b"\0" + raw[20:], path)
        if not text.isascii():
            middle = next(at for at, byte in enumerate(raw) if byte > 127)
            cut = raw[: middle + 1] + raw[middle + 2 :]
            line = (raw[:middle].count(b"\n") + 1,)
            yield Mutation(f"{path} cut", path, cut, path, line)
            mark = raw[:middle] + "\ufffd".encode() + raw[middle:]
            yield Mutation(f"{path} garbled", path, mark, path, line)
            yield Mutation(f"{path} euc", path, text.encode("euc_jp"), path)
            yield Mutation(f"{path} jis", path, text.encode("iso2022_jp"), path)
            if path in YAML:
                yield Mutation(f"{path} cp932", path, text.encode("cp932"), path, line)
    page = b"<!DOCTYPE html>\n<html><title>404</title></html>\n"
    for path in CSV:
        yield Mutation(f"{path} html", path, page, path, (1,))


def yaml_syntax() -> Iterator[Mutation]:
    """Tabs, open brackets and quotes, anchors, aliases, tags, two documents, deep nests."""
    for path in YAML:
        first, lead, key, rest = next(one for one in _keys(path) if one[3])
        start = f"{lead}{key}: "
        for name, line in (
            ("tab", f"{start}\n\t{rest}\n\tx: 1"), ("bracket", f"{start}[{rest}"),
            ("quote", f'{start}"{rest}'), ("anchor", f"{start}&a {rest}"),
            ("alias", f"{start}*a"), ("python tag", f"{start}!!python/object:os.system ls"),
            ("own tag", f"{start}!secret {rest}"), ("no space", f"{lead}{key}:{rest or 'x'}zz"),
            ("map key", f"{start}{{[a, b]: c}}"), ("deep", start + "[" * 60 + "]" * 60),
            ("very deep", start + "[" * 3000),
        ):  # fmt: skip
            yield Mutation(f"{path} {name}", path, _with(path, first, *line.split("\n")), path)
        content = (FILES[path] + "---\nx: 1\n").encode()
        yield Mutation(f"{path} two documents", path, content, path)
    bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n" + FILES["near/rules.yaml"]
    yield Mutation("alias bomb", "near/rules.yaml", bomb.encode(), "near/rules.yaml", (1, 2, 3))


def csv_shapes() -> Iterator[Mutation]:
    """Columns missing, unknown or misspelt; ragged rows; open quotes; no rows."""
    for path in CSV:
        lines = _lines(path)
        header = lines[0].split(",")
        for index, column in enumerate(header):
            names = [f"{one}{'表' if one == column else ''}" for one in header]
            yield Mutation(
                f"{path} {column} misspelt", path, _with(path, 1, ",".join(names)), path, (1,)
            )
            if '"' not in FILES[path]:
                rows = [line.split(",") for line in lines]
                kept = "\n".join(",".join(row[:index] + row[index + 1 :]) for row in rows) + "\n"
                yield Mutation(f"{path} without {column}", path, kept.encode(), path, (1,))
        wide = [f"{line},{'メモ' if not index else 'x'}" for index, line in enumerate(lines)]
        yield Mutation(
            f"{path} unknown column", path, ("\n".join(wide) + "\n").encode(), path, (1,)
        )
        unnamed = [f"{line},{'' if not index else 'x'}" for index, line in enumerate(lines)]
        yield Mutation(f"{path} unnamed column", path, ("\n".join(unnamed) + "\n").encode(), path)
        yield Mutation(f"{path} no rows", path, (lines[0] + "\n").encode(), path, (1,))
        for number in range(2, len(lines) + 1):
            line = lines[number - 1]
            for name, new in (
                ("long", f"{line},x"),
                ("short", line.rpartition(",")[0]),
                ("open quote", f'"{line}'),
            ):
                yield Mutation(
                    f"{path}:{number} {name}",
                    path,
                    _with(path, number, new),
                    path,
                    () if name == "open quote" else (number,),
                )


def csv_cells() -> Iterator[Mutation]:
    """Cells of the wrong type, and required ones emptied."""
    for path, wrong in (
        ("near/stops.csv", {3: "北", 4: "東", 5: "約20", 6: "春"}),
        ("near/fares.csv", {1: "三百円"}),
    ):
        lines = _lines(path)
        for number in range(2, len(lines) + 1):
            cells = re.findall(r'"[^"]*"|[^,]+', lines[number - 1])
            for index in range(len(cells)):
                values = [*([wrong[index]] if index in wrong else []), ""]
                for value in values:
                    changed = [*cells[:index], value, *cells[index + 1 :]]
                    if path == "near/stops.csv" and value == "" and index in (0, 1, 2):
                        continue  # the sample's own schema allows blank words there
                    yield Mutation(
                        f"{path}:{number} cell {index + 1} {value or 'empty'}",
                        path,
                        _with(path, number, ",".join(changed)),
                        path,
                        (number,),
                    )
