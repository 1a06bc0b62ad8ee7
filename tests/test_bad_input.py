"""Whatever is typed or sent: a clear message at the field, nothing lost, never a failure."""

import html
from urllib.parse import quote, quote_from_bytes

import pytest
import requests

from tests.support.ward import Ward

MY_NUMBER = "123456789018"
REFUSED = {
    "my number": f"わたしの番号は {MY_NUMBER} です",
    "my number, full width, spaced": "１２３４ ５６７８ ９０１８",
    "control": "つな\x07しま",
    "nul": "つな\x00しま",
    "direction": "つな\u202eしま",
    "too long": "あ" * 3000,
}
TAKEN = {
    "html": "<script>alert(1)</script>",
    "sql": "'; DROP TABLE policy_line; --",
    "fts": '"" AND NOT NEAR( * ^ col:',
    "emoji": "👨‍👩‍👧‍👦🏠",
    "ivs": "葛\U000e0100城 辻\U000e0100",
    "beyond the basic plane": "𠮷野家",
    "percent": "%00 %zz {{ 7*7 }} {% now %} ${7*7}",
    "only space": "　 \t ",
}
FIELDS = ["/search/?q=", "/places/?q="]
API = ["/api/v1/search?q=", "/api/v1/places/resolve?q="]
MESSAGES = {"ja": "入力を確かめてください", "en": "heck", "ja-easy": 'class="errors"'}


def ask(ward: Ward, path: str, text: str, language: str = "ja") -> requests.Response:
    address = f"{ward.url}{path}{quote(text, safe='')}"
    return requests.get(address, timeout=20, headers={"Cookie": f"hanamizuki_language={language}"})


@pytest.mark.parametrize("path", FIELDS)
@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("language", MESSAGES)
def test_a_form_says_what_is_wrong_and_keeps_what_was_typed(
    live_ward: Ward, path: str, name: str, language: str
) -> None:
    answer = ask(live_ward, path, REFUSED[name], language)
    assert answer.status_code == 200
    assert 'aria-invalid="true"' in answer.text and 'aria-describedby="q-error"' in answer.text
    assert 'class="errors" role="alert"' in answer.text and MESSAGES[language] in answer.text
    kept = html.escape(REFUSED[name]).replace("\x00", "")
    if name != "nul":
        assert kept.replace("&#x27;", "&#39;") in answer.text.replace("&#x27;", "&#39;")


@pytest.mark.parametrize("path", FIELDS)
@pytest.mark.parametrize("name", TAKEN)
def test_a_form_takes_odd_text_as_text(live_ward: Ward, path: str, name: str) -> None:
    answer = ask(live_ward, path, TAKEN[name])
    assert answer.status_code == 200
    assert "aria-invalid" not in answer.text
    assert "<script>alert" not in answer.text


@pytest.mark.parametrize("path", API)
@pytest.mark.parametrize("name", REFUSED)
def test_the_api_names_the_field(live_ward: Ward, path: str, name: str) -> None:
    answer = ask(live_ward, path, REFUSED[name])
    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert body["title"] and body["title_ja"] and body["status"] == 422
    assert [error["field"] for error in body["errors"]] == ["q"]


@pytest.mark.parametrize("path", API)
@pytest.mark.parametrize("name", [name for name in TAKEN if name != "only space"])
def test_the_api_takes_odd_text_as_text(live_ward: Ward, path: str, name: str) -> None:
    assert ask(live_ward, path, TAKEN[name]).status_code == 200


@pytest.mark.parametrize("path", [*FIELDS, *API])
@pytest.mark.parametrize("raw", [b"\xed\xa0\x80", b"\xff\xfe", b"\xe3\x81", b"%", b"\x83\x65"])
def test_bytes_that_are_no_text(live_ward: Ward, path: str, raw: bytes) -> None:
    answer = requests.get(f"{live_ward.url}{path}{quote_from_bytes(raw)}", timeout=20)
    assert answer.status_code in (200, 422)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("lat=35.5", True),
        ("lat=abc&lon=139.6", True),
        ("lat=99&lon=139.6", True),
        ("lat=nan&lon=inf", True),
        ("lat=35.5&lon=139.6", False),
        ("lat=30.0&lon=140.0", False),
    ],
)
def test_points(live_ward: Ward, query: str, message: bool) -> None:
    answer = requests.get(f"{live_ward.url}/places/?{query}", timeout=20)
    assert answer.status_code == 200
    assert ('class="errors"' in answer.text) is message


def test_a_point_at_sea_is_said_to_be_outside(live_ward: Ward) -> None:
    answer = requests.get(f"{live_ward.url}/api/v1/places/at?lat=30.0&lon=140.0", timeout=20)
    assert answer.json()["status"] == "outside" and answer.json()["candidates"] == []


@pytest.mark.parametrize(
    "query", ["", "lat=a&lon=b", "lat=35", "lat=1e999&lon=0", "lat=nan&lon=139"]
)
def test_the_api_refuses_what_is_no_point(live_ward: Ward, query: str) -> None:
    answer = requests.get(f"{live_ward.url}/api/v1/places/at?{query}", timeout=20)
    assert answer.status_code == 422
    assert {e["field"] for e in answer.json()["errors"]} <= {"lat", "lon"}


@pytest.mark.parametrize("year", ["0", "-1", "2月31日", "99999999999999999999", "\u0661"])
def test_odd_years_compare_with_the_default(live_ward: Ward, year: str) -> None:
    assert ask(live_ward, "/policy/compare/?before=", year).status_code == 200


def test_other_methods_and_addresses(live_ward: Ward) -> None:
    for method in ("post", "put", "delete", "patch"):
        answer = getattr(requests, method)(f"{live_ward.url}/api/v1/policy", timeout=20)
        assert answer.status_code == 405, method
    answer = requests.get(f"{live_ward.url}/api/v1/nothing", timeout=20)
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_an_unknown_host_is_refused(live_ward: Ward) -> None:
    answer = requests.get(live_ward.url, headers={"Host": "evil.example"}, timeout=20)
    assert answer.status_code == 400
