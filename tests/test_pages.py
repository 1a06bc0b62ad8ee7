"""Every page of a served ward that its links reach: there, small, safe, in three languages."""

import re
from collections.abc import Iterator

import pytest
import requests

from tests.support.crawl import Page, crawl, fetch, pattern
from tests.support.languages import unmarked_japanese
from tests.support.ward import Ward

BAR = 100_000  # bytes over the wire


@pytest.fixture(scope="module")
def pages(live_ward: Ward) -> dict[str, Page]:
    return crawl(live_ward.url)


@pytest.fixture(scope="module")
def html(pages: dict[str, Page]) -> list[Page]:
    return [page for page in pages.values() if "text/html" in page.headers["Content-Type"]]


@pytest.fixture(scope="module")
def kinds(html: list[Page]) -> list[str]:
    """One path of every kind of page."""
    return list({pattern(page.path): page.path for page in reversed(html)}.values())


def test_every_link_leads_somewhere(pages: dict[str, Page]) -> None:
    assert {path: page.status for path, page in pages.items() if page.status != 200} == {}


def test_all_99_lines_101_towns_and_29_shelters_have_a_page(pages: dict[str, Page]) -> None:
    by_kind: dict[str, int] = {}
    for path in pages:
        by_kind[pattern(path)] = by_kind.get(pattern(path), 0) + 1
    assert by_kind["/policy/*/"] == 99
    assert by_kind["/places/towns/*/"] == 101
    assert by_kind["/places/districts/*/"] == 13
    assert by_kind["/places/facilities/*/"] > 29 + 150


def test_pages_are_small(pages: dict[str, Page]) -> None:
    large = {p: page.wire for p, page in pages.items() if page.wire > BAR and ".pdf" not in p}
    assert large == {}


def test_the_leaflet_is_a_pdf(pages: dict[str, Page]) -> None:
    assert pages["/policy/leaflet.pdf"].headers["Content-Type"] == "application/pdf"


def test_content_security_policy_is_strict_and_kept(html: list[Page]) -> None:
    for page in html:
        policy = page.headers["Content-Security-Policy"]
        assert "unsafe" not in policy and "default-src 'none'" in policy, page.path
        assert "nonce" not in policy and "http" not in policy, page.path
        assert not re.search(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=", page.body), (
            page.path
        )


def test_no_page_asks_another_server(html: list[Page]) -> None:
    asked = re.compile(r"<(?:script|img|iframe|link)\b[^>]*?(?:src|href)=[\"']https?://", re.I)
    assert [page.path for page in html if asked.search(page.body)] == []


def test_every_page_has_language_title_heading_and_main(html: list[Page]) -> None:
    for page in html:
        assert '<html lang="ja"' in page.body, page.path
        assert len(re.findall(r"<h1[ >]", page.body)) == 1, page.path
        assert len(re.findall(r"<main[ >]", page.body)) == 1, page.path
        title = re.search(r"<title>(.*?)</title>", page.body, re.S)
        assert title and title[1].strip(" |"), page.path
        assert "{'ja'" not in page.body and "None" not in title[1], page.path


def test_headings_never_skip_a_level(html: list[Page]) -> None:
    for page in html:
        levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", page.body)]
        jumps = [b for a, b in zip([0, *levels], levels, strict=False) if b > a + 1]
        assert jumps == [], (page.path, levels)


def test_ids_are_unique(html: list[Page]) -> None:
    for page in html:
        ids = re.findall(r'\sid="([^"]+)"', page.body)
        assert len(ids) == len(set(ids)), page.path


@pytest.fixture(params=["ja-easy", "en"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    return request.param


def test_the_switch_keeps_the_page(live_ward: Ward, kinds: list[str], language: str) -> None:
    session = requests.Session()
    for path in kinds:
        joint = "&" if "?" in path else "?"
        page = fetch(session, live_ward.url, f"{path}{joint}lang={language}")
        assert page.status == 200, path
        assert f'<html lang="{"en" if language == "en" else "ja"}"' in page.body, path
        assert page.wire < BAR, path
        remembered = fetch(session, live_ward.url, path)
        assert 'aria-current="true">' in remembered.body
        if language == "ja-easy":
            assert "<ruby>" in page.body and 'class="easy"' in remembered.body, path


def test_what_is_japanese_on_an_english_page_says_so(live_ward: Ward, html: list[Page]) -> None:
    """Names, sources and what has no translation are read with a Japanese voice."""
    session = requests.Session()
    by_kind: dict[str, list[str]] = {}
    for page in html:
        by_kind.setdefault(pattern(page.path), []).append(page.path)
    some = [path for paths in by_kind.values() for path in (*paths[:4], paths[-1])]
    answers = ("綱島西3-1-1", "大豆戸町26-1", "箕輪町1-30", "札幌市中央区北1条西2丁目", "国保")
    some += [f"{page}?q={text}" for page in ("/places/", "/search/") for text in answers]
    for path in dict.fromkeys(some):
        joint = "&" if "?" in path else "?"
        page = fetch(session, live_ward.url, f"{path}{joint}lang=en")
        assert unmarked_japanese(page.body) == [], path


def test_the_browser_language_counts_on_a_first_visit(live_ward: Ward) -> None:
    for accepted, language in (("en-US,en;q=0.9", "en"), ("ja", "ja"), ("vi", "en"), ("*", "ja")):
        answer = requests.get(live_ward.url, headers={"Accept-Language": accepted}, timeout=20)
        assert f'<html lang="{language}"' in answer.text, accepted
        assert "Cookie" in answer.headers["Vary"]


def test_the_policy_page_shows_every_line(pages: dict[str, Page]) -> None:
    codes = set(re.findall(r'href="/policy/([A-Za-z0-9-]+)/"', pages["/policy/"].body))
    everything = {path.split("/")[2] for path in pages if pattern(path) == "/policy/*/"}
    assert everything - {"goal"} <= codes


def test_what_is_missing_is_a_page_too(live_ward: Ward) -> None:
    for path in ("/nope/", "/policy/9-9-z/", "/places/towns/none/", "/topics/none/", "/%00/"):
        status, body = live_ward.get(path)
        assert status in (400, 404), path
        assert "さがす" in body.decode() or "Search" in body.decode(), path


def test_health(live_ward: Ward) -> None:
    status, body = live_ward.get("/healthz")
    assert status == 200 and b'"ok": true' in body
