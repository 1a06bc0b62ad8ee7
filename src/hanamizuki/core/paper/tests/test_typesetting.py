"""Data to PDF: what was typed stays what it is, and what does not compile is an error."""

from __future__ import annotations

import re
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import override

from hanamizuki.core.paper import PaperError, pieces, render

TEMPLATE = """\
#let d = json(bytes(sys.inputs.data))
#set document(title: d.title)
#set text(lang: d.language, font: "Noto Sans JP")
= #d.title
#d.text
"""
TYPED = (
    "#panic()",
    "*bold*",
    "_emph_",
    "$x$",
    "= heading",
    '#include "/etc/passwd"',
    "@label <label>",
    "`raw` ```",
    "// comment",
    "\\u{1F600} \\",
    "#let d = 1",
    "]) #panic() #([",
)


@pytest.fixture
def template(tmp_path: Path) -> Path:
    file = tmp_path / "sheet.typ"
    file.write_text(TEMPLATE, encoding="utf-8")
    return file


def data(text: str = "本文", **more: Any) -> dict[str, Any]:
    return {"title": "一枚", "language": "ja", "text": text, **more}


def test_a_sheet_is_tagged_titled_and_says_its_language(template: Path) -> None:
    pdf = render(template, data())
    assert pdf.startswith(b"%PDF-1.")
    assert b"/StructTreeRoot" in pdf and b"/Lang(ja)" in pdf
    assert re.search(rb"/MarkInfo ?<< ?/Marked true", pdf)
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf
    assert b"/Lang(en)" in render(template, data(language="en"))


def test_the_japanese_font_is_inside(template: Path) -> None:
    pdf = render(template, data("漢字とかな"))
    assert b"NotoSansJP" in pdf and b"/FontFile3" in pdf


@pytest.mark.parametrize("typed", TYPED)
def test_what_a_person_typed_is_set_not_run(template: Path, typed: str) -> None:
    """Markup would change the shapes: the sheet of the same text in a code block is the measure."""
    as_data = render(template, data(typed))
    quoted = "".join(f"\\u{{{ord(letter):x}}}" for letter in typed)
    literal = template.with_name("literal.typ")
    literal.write_text(TEMPLATE.replace("#d.text", f'#"{quoted}"'), encoding="utf-8")
    assert _content(as_data) == _content(render(literal, data("")))


def _content(pdf: bytes) -> list[bytes]:
    """The streams of the sheet, as they are compressed."""
    return re.findall(
        rb"stream\r?\n(.*?)\r?\nendstream",
        re.sub(rb"<x:xmpmeta.*?</x:xmpmeta>", b"", pdf, flags=re.S),
        re.S,
    )


def test_a_missing_value_is_an_error_in_typsts_words(template: Path) -> None:
    given = data()
    del given["text"]
    with pytest.raises(PaperError, match="text"):
        render(template, given)


@pytest.mark.parametrize(
    "text",
    ["#let", '#set text(font: "No Such Font")\nx', '#image("elsewhere.png")', "#panic()"],
)
def test_a_template_that_does_not_compile_is_an_error(tmp_path: Path, text: str) -> None:
    file = tmp_path / "broken.typ"
    file.write_text(f'#set document(title: "x")\n{text}\n', encoding="utf-8")
    with pytest.raises(PaperError):
        render(file, data())


def test_a_template_reads_nothing_beside_itself(template: Path) -> None:
    (template.parent / "secret.txt").write_text("秘密", encoding="utf-8")
    template.write_text(TEMPLATE + '#read("secret.txt")\n', encoding="utf-8")
    with pytest.raises(PaperError):
        render(template, data())


def test_other_text_makes_another_sheet_and_the_same_text_the_same(template: Path) -> None:
    assert _content(render(template, data())) == _content(render(template, data()))
    assert _content(render(template, data("*a*"))) != _content(render(template, data("a")))


READ = TEMPLATE.replace("#d.text", "#ruby(d.text)").replace(
    "#let d", '#import "ruby.typ": ruby\n#let d'
)


def test_readings_are_set_and_the_words_stay_in_order(tmp_path: Path) -> None:
    file = tmp_path / "read.typ"
    file.write_text(READ, encoding="utf-8")
    pdf = render(file, {**data(), "text": [["港北区", "こうほくく"], ["の", ""]]})
    bare = render(file, {**data(), "text": [["港北区", ""], ["の", ""]]})
    assert _content(bare) == _content(render(file, data("港北区の")))
    assert _content(pdf) != _content(bare)
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf
    # To a screen reader a reading is no text of the sheet: the tagged tree is the same.
    assert pdf.count(b"/StructElem") == bare.count(b"/StructElem")


def test_a_heading_of_readings_alone_has_its_words_as_bookmark(tmp_path: Path) -> None:
    file = tmp_path / "read.typ"
    file.write_text(READ.replace("#d.title\n", "#ruby(d.text)\n", 1), encoding="utf-8")
    pdf = render(file, {**data(), "text": [["港北区", "こうほくく"]]})
    assert b"/Title<FEFF" + "港北区".encode("utf-16-be").hex().upper().encode() + b">" in pdf


@pytest.mark.django_db
def test_only_easy_japanese_is_read() -> None:
    with override("ja-easy"):
        assert pieces("港北区の 窓口") == [
            ("港北区", "こうほくく"), ("の ", ""), ("窓口", "まどぐち")
        ]  # fmt: skip
    for language in ("ja", "en"):
        with override(language):
            assert pieces("港北区の 窓口") == "港北区の 窓口"


def test_sheets_at_the_same_time_are_all_set(template: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda n: render(template, data(f"{n}枚目")), range(6)))
    assert len(set(made)) == 6 and all(pdf.startswith(b"%PDF-1.") for pdf in made)


def test_the_process_that_asks_does_not_hold_the_typesetter(template: Path) -> None:
    render(template, data())
    assert "typst" not in sys.modules
