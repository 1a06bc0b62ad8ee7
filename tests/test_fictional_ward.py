"""Another municipality drops in its published CSV files and its policy document, and runs.

`tests/data/packs/hanazono` is an invented town (code 48…, at sea): what is read here came out of
files as municipalities publish them, not out of anything made for this software.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoDbBlocker

from hanamizuki.cli import build_parser
from hanamizuki.core.packs import check, load
from hanamizuki.core.packs.queries import current_identity
from hanamizuki.core.places.models import Facility, Town
from hanamizuki.core.places.queries import gazetteer
from hanamizuki.core.search.queries import search
from hanamizuki.core.search.registry import registry as search_sources
from hanamizuki.policy.models import Line, Policy
from tests.support.packs import HANAZONO, loaded, sheets, walk

pytestmark = pytest.mark.django_db
LANGUAGES = ("ja", "ja-easy", "en")
ELSEWHERE = re.compile("港北|横浜|綱島|こうほく|よこはま|kohoku|yokohama|tsunashima", re.I)
# The country's pack cites what it was read from; a citation's address is not text about a ward.
CITATION = re.compile(r'<a href="https?://[^"]*"[^>]*>[^<]*</a>')
CODE = "489999"


@pytest.fixture(scope="module", autouse=True)
def hanazono(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with loaded(django_db_blocker, HANAZONO):
        yield


def page(client: Client, path: str, language: str = "ja", **query: str) -> str:
    answer = client.get(path, {"lang": language, **query})
    assert answer.status_code == 200, path
    return answer.content.decode()


@pytest.fixture(scope="module")
def pages(hanazono: None) -> dict[str, HttpResponse]:
    return walk(Client())


# ---- the pack


def test_the_pack_has_no_fault(capsys: pytest.CaptureFixture[str]) -> None:
    assert check(settings.PACKS_DIR, HANAZONO) == []
    arguments = build_parser(["pack"]).parse_args(["pack", "check", str(HANAZONO)])
    assert arguments.func(arguments) == 0
    assert "japan ← hanazono" in capsys.readouterr().out


def test_the_files_are_as_municipalities_publish_them() -> None:
    """Kept honest: an editor that saves the fixtures as plain UTF-8 takes their point away."""
    old = (HANAZONO / f"{CODE}_public_facility.csv").read_bytes()
    with pytest.raises(UnicodeDecodeError):
        old.decode("utf-8")
    assert "都道府県コード又は市区町村コード" in old.decode("cp932")
    newest = (HANAZONO / f"{CODE}_evacuation_space.csv").read_bytes()
    assert newest.startswith(b"\xef\xbb\xbf") and newest.count(b"\r\n") == newest.count(b"\n") == 4
    assert newest.splitlines()[0].count(b",") == 38
    for published in HANAZONO.glob(f"{CODE}_*.csv"):
        assert b"\r\n" in published.read_bytes()


# ---- the policy, out of its document


def test_the_document_became_the_policy() -> None:
    (policy,) = Policy.objects.all()
    assert policy.fiscal_year == 2026
    lines = {line.code: line for line in policy.lines.all()}
    assert lines["goal"].title["ja"] == "花と水がめぐり、だれもが根を張れるまち　花園"
    kinds = [line.kind for line in lines.values()]
    assert (kinds.count("measure"), kinds.count("initiative"), kinds.count("project")) == (3, 6, 12)
    assert lines["1-1-1"].title["ja"] == "家ごとの避難カードの配布"
    assert lines["1-1-3"].title["ja"] == "蓮池の水位計の増設"
    assert (lines["1-1-1"].mark, lines["1-1-3"].mark, lines["1-1-2"].mark) == ("新規", "拡充", "")
    assert [lines[code].title["ja"] for code in ("O-1", "O-2")] == [
        "待たせない窓口",
        "数字を隠さない役場",
    ]


def test_the_policy_page_shows_every_line(client: Client) -> None:
    body = page(client, "/policy/")
    for line in Line.objects.all():
        if line.kind != "goal":
            assert f'href="/policy/{line.code}/"' in body, line.code
    assert body.count('<section class="measure"') == 4


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_line_has_its_page(client: Client, language: str) -> None:
    body = page(client, "/policy/1-1-3/", language)
    plain = re.sub(r"<rt>.*?</rt>|<[^>]+>", "", body)
    assert "蓮池の水位計の増設" in plain and "逃げる先を決めておく" in plain


def test_coverage_claims_nothing_that_was_meant_for_another_wards_line(client: Client) -> None:
    """Kohoku's line 1-1 is served by わたしの町; Hanazono's 1-1 is about something else."""
    body = page(client, "/policy/coverage/")
    rows = re.findall(r"<tr><td>(.*?)</td>.*?</tr>", body, re.S)
    assert rows == list(Line.objects.values_list("code", flat=True))
    document = client.get("/policy/policy.json").json()
    served = [line["code"] for line in document["lines"] if line["status"] != "none"]
    assert served == ["goal"]
    assert document["coverage"]["total"] == len(rows) == 25
    (number,) = next(x for x in document["lines"] if x["code"] == "goal")["indicators"]
    assert (number["id"], number["value"]) == ("policy-lines-with-service", 1.0)


def test_with_one_year_there_is_nothing_to_compare_and_the_page_says_so(client: Client) -> None:
    body = page(client, "/policy/compare/")
    assert "くらべられる、ほかの年度の運営方針がまだありません" in body
    assert '<select id="before"' not in body


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_leaflet_is_one_sheet(client: Client, language: str) -> None:
    answer = client.get("/policy/leaflet.pdf", {"lang": language})
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF") and sheets(answer.content) == 1


# ---- the places, out of the published files


@pytest.mark.parametrize(
    ("text", "town", "district"),
    [
        ("架空県花園町中央2-3-4", "中央二丁目", "町中"),
        ("花園町中央二丁目3番4号", "中央二丁目", "町中"),
        ("〒000-0002　すみれ台１丁目５－６", "すみれ台一丁目", "丘"),
        ("野菊８５の２", "野菊", "丘"),
        ("花園町野菊85番地2", "野菊", "丘"),
        ("桔梗町", "桔梗町", "町中"),
        ("2-3-4 Chuo, Hanazono-cho", "中央二丁目", "町中"),
        ("かくうけんはなぞのちょうちゅうおう1-1-1", "中央一丁目", "町中"),
        ("すみれだい2-1", "すみれ台二丁目", "丘"),
    ],
)
def test_its_own_addresses_in_every_form(
    client: Client, text: str, town: str, district: str
) -> None:
    found = gazetteer().resolve(text)
    (candidate,) = found.candidates
    assert (found.status, candidate.town.full_name) == ("found", town)
    assert candidate.district.only is not None and candidate.district.only.name == district
    assert f"/places/towns/{candidate.town.code}/" in page(client, "/places/", q=text)


def test_what_is_open_stays_open() -> None:
    chome = gazetteer().resolve("すみれ台")
    assert (chome.status, len(chome.candidates)) == ("ambiguous", 2)
    divided = gazetteer().resolve("蓮池12")
    assert divided.status == "ambiguous"
    assert [o.name for o in divided.candidates[0].district.options] == ["町中", "丘"]


@pytest.mark.parametrize("text", ["横浜市港北区綱島西3-12-5", "港北区大豆戸町26-1", "222-0032"])
def test_an_address_in_kohoku_is_elsewhere_and_is_named(client: Client, text: str) -> None:
    found = gazetteer().resolve(text)
    assert (found.status, found.candidates) == ("outside", ())
    assert found.elsewhere and found.elsewhere.startswith("神奈川県横浜市港北区")
    assert found.elsewhere in page(client, "/places/", q=text)


def test_a_point_in_the_town_and_one_elsewhere() -> None:
    near = gazetteer().resolve_point(30.0601, 135.0401)
    assert near.candidates[0].town.full_name == "すみれ台一丁目"
    assert gazetteer().resolve_point(35.5189, 139.6331).status == "outside"


def test_a_facility_out_of_the_cp932_file(client: Client) -> None:
    library = Facility.objects.get(local_id="0000000002")
    assert (library.name, library.kana) == (
        "花園町立図書館　しおり",
        "ハナゾノチョウリツトショカン　シオリ",
    )
    assert library.address == "架空県花園町中央２丁目３番４号"
    assert library.hours == "火水木金土日 09:30～19:00。第3木曜は休み"
    assert library.town == Town.objects.get(full_name="中央二丁目")
    assert library.source == "花園町オープンデータ 公共施設一覧 https://hanazono.example/opendata/"
    assert library.as_of == "2026-04-01"
    body = page(client, f"/places/facilities/{library.code}/")
    for shown in (library.name, library.hours, "hanazono.example", "2026年4月1日", "わかりません"):
        assert shown in body
    hall = Facility.objects.get(local_id="0000000003")
    assert (hall.name, hall.town) == (
        "①野菊コミュニティ㈱ホール",
        Town.objects.get(full_name="野菊"),
    )
    health = Facility.objects.get(name="すみれ保健センター")
    assert (health.lat, health.phone) == (None, "")


def test_evacuation_spaces_out_of_the_newest_edition(client: Client) -> None:
    ground = Facility.objects.get(code="E001")
    assert (ground.kind, ground.hazards) == ("evacuation_space", ["flood", "earthquake"])
    assert ground.attrs["想定収容人数"] == "1200"
    assert "2026年6月15日" in page(client, "/places/facilities/E001/")


def test_schools_belong_to_their_towns() -> None:
    schools = Facility.objects.filter(kind="educational_institution").select_related("town")
    assert {(one.name, one.town.full_name) for one in schools if one.town} == {
        ("花園町立花園小学校", "中央二丁目"),
        ("花園町立すみれ中学校", "すみれ台二丁目"),
    }


# ---- search and pages


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("水位計", "/policy/1-1-3/"),
        ("図書館しおり", "/policy/2-2-1/"),
        ("野菊", "/places/towns/nogiku/"),
        ("すみれ保健センター", "/places/facilities/public_facility-0000000004/"),
        ("はなぞのしょうがっこう", "/places/facilities/E001/"),
    ],
)
def test_search_finds_its_things(client: Client, text: str, url: str) -> None:
    assert url in [hit.url for hit in search(text, limit=5)]
    assert f'href="{url}"' in page(client, "/search/", q=text)


def test_search_finds_nothing_of_another_ward() -> None:
    for entry in search_sources.entries():
        shown = " ".join([*entry.title.values(), *entry.summary.values(), *entry.keywords])
        assert not ELSEWHERE.search(shown), entry.ref
    assert "/policy/G/" not in {entry.url for entry in search_sources.entries()}


def test_every_link_and_every_search_entry_leads_to_a_page(
    client: Client, pages: dict[str, HttpResponse]
) -> None:
    assert {path: a.status_code for path, a in pages.items() if a.status_code != 200} == {}
    assert len([path for path in pages if path.startswith("/policy/")]) > 25
    found = {entry.url for entry in search_sources.entries()} - pages.keys()
    asked = "/places/?q=中央一丁目"
    for url in [*found, asked]:
        for path, answer in [(url, client.get(url)), *walk(client, url).items()]:
            assert answer.status_code == 200, path


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_speaks_of_kohoku(
    client: Client, pages: dict[str, HttpResponse], language: str
) -> None:
    for path, answer in pages.items():
        if "text/html" not in answer.headers["Content-Type"]:
            continue
        body = page(client, path, language)
        # The readings above kanji stand between them; the words are looked for without.
        text = re.sub(r"<rt>.*?</rt>|</?(?:ruby|rb|rp)>", "", CITATION.sub("", body))
        found = ELSEWHERE.search(text)
        assert found is None, (path, text[max(0, found.start() - 80) : found.end() + 40])
        name = "Hanazono Town" if language == "en" else "花園町"
        assert name in text, path


@pytest.mark.parametrize("path", ["/api/v1/policy", "/policy/policy.csv", "/policy/policy.json"])
def test_no_data_speaks_of_kohoku(client: Client, path: str) -> None:
    answer = client.get(path)
    text = answer.content.decode()
    if "json" in answer.headers["Content-Type"]:
        text = json.dumps(answer.json(), ensure_ascii=False)  # one API writes \uXXXX
    assert "花あかり" in text and not ELSEWHERE.search(text)


def test_an_unknown_number_of_shelters_is_not_said_to_be_none(client: Client) -> None:
    assert not Facility.objects.filter(kind="evacuation_shelter").exists()
    assert "0 か所" not in page(client, "/")


def test_the_next_milestone_leads_to_its_own_line(client: Client) -> None:
    body = page(client, "/")
    assert "花あかりの夕べ" in body and 'href="/policy/2-1/"' in body


# ---- loading


def everything() -> dict[str, dict[object, object]]:
    """Every row of every table that packs fill: label → {primary key: all other values}."""
    ours = [m for m in apps.get_models() if m.__module__.startswith("hanamizuki.")]
    return {
        model._meta.label: {row.pop("id"): row for row in model._base_manager.values()}
        for model in ours
        if model._meta.label != "packs.PackLoad"
    }


def without_keys(tables: dict[str, dict[object, object]]) -> dict[str, list[str]]:
    """The content of the tables with primary and foreign keys left out, and what is withdrawn:
    it stays for the tickets that were once given, and shows nowhere."""
    return {
        label: sorted(
            str({k: v for k, v in row.items() if not k.endswith("_id") or k.startswith("local")})
            for row in rows.values()
            if isinstance(row, dict) and not row.get("withdrawn")
        )
        for label, rows in tables.items()
    }


def test_loading_twice_changes_nothing(hanazono: None) -> None:
    """Same rows, same keys; only synonyms, which nothing refers to, are written anew."""
    before = everything()
    assert not load(settings.PACKS_DIR, HANAZONO).changed
    assert everything() == before
    assert load(settings.PACKS_DIR, HANAZONO, force=True).changed
    after = everything()
    assert without_keys(after) == without_keys(before)
    for label in before.keys() - {"search.SynonymTerm"}:
        assert after[label] == before[label], label


def test_kohoku_replaces_everything_and_back_again(client: Client, hanazono: None) -> None:
    before = without_keys(everything())
    load(settings.PACKS_DIR, "kohoku")
    identity = current_identity()
    assert identity is not None and identity.ward is not None and identity.ward.name == "港北区"
    assert gazetteer().resolve("花園町中央2-3-4").status != "found"
    assert gazetteer().resolve("綱島西3-12-5").status == "found"
    assert not Policy.objects.filter(fiscal_year=2026).exists()
    assert not Facility.objects.filter(name__contains="花園町").exists()
    assert "花園町" not in page(client, "/") and "港北区" in page(client, "/")
    load(settings.PACKS_DIR, HANAZONO)
    assert without_keys(everything()) == before
    assert gazetteer().resolve("花園町中央2-3-4").status == "found"
    assert not ELSEWHERE.search(page(client, "/"))
