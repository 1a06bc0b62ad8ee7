"""Reading HANAMIZUKI_EMAIL_URL, and files that are written whole and once."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.mail import EmailMessage, get_connection

from hanamizuki.core.notices.carrier import TIMEOUT, carrier
from hanamizuki.core.notices.delivery import LEASE
from hanamizuki.core.notices.folder import FolderBackend


def test_files_in_the_data_folder_are_the_default(
    monkeypatch: pytest.MonkeyPatch, settings: object, tmp_path: Path
) -> None:
    monkeypatch.delenv("HANAMIZUKI_EMAIL_URL", raising=False)
    settings.DATA_DIR = tmp_path  # type: ignore[attr-defined]
    found = carrier()
    assert found.folder == tmp_path / "mail" and found.sends_once


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.example", ("mail.example", 25, "", "", False, False)),
        ("smtp://mail.example:2525", ("mail.example", 2525, "", "", False, False)),
        ("smtps://u:p%40ss@mail.example", ("mail.example", 465, "u", "p@ss", True, False)),
        ("smtp+tls://u%3Ax:p@[::1]", ("::1", 587, "u:x", "p", False, True)),
    ],
)
def test_servers(monkeypatch: pytest.MonkeyPatch, url: str, expected: tuple) -> None:
    monkeypatch.setenv("HANAMIZUKI_EMAIL_URL", url)
    found = carrier()
    names = ("host", "port", "username", "password", "use_ssl", "use_tls")
    assert tuple(found.server[name] for name in names) == expected
    assert found.folder is None and not found.sends_once
    assert found.server["timeout"] == TIMEOUT < LEASE.total_seconds() / 2


@pytest.mark.parametrize(
    "url", ["mail.example", "http://u:secret@x", "smtp://", "smtp://x:port", "files://"]
)
def test_what_cannot_be_read_says_what_to_write(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("HANAMIZUKI_EMAIL_URL", url)
    with pytest.raises(ValueError, match="files:///folder, smtp://host") as refusal:
        carrier()
    assert "secret" not in str(refusal.value)


def mail(id: str | None = "<0123456789abcdef@a.example>", body: str = "一") -> EmailMessage:
    headers = {"Message-ID": id} if id else {}
    return EmailMessage("題", body, "a@example.jp", ["b@example.jp"], headers=headers)


def test_the_first_to_write_wins(tmp_path: Path) -> None:
    folder = FolderBackend(tmp_path / "mail")
    assert folder.send_messages([mail(body="一"), mail(body="二")]) == 2
    (file,) = (tmp_path / "mail").iterdir()
    assert file.name == "0123456789abcdef.eml"
    assert file.read_text("utf-8").endswith("一")


def test_the_name_taken_meanwhile_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "0123456789abcdef.eml").write_text("first")
    monkeypatch.setattr(Path, "exists", lambda self: False)
    FolderBackend(tmp_path).send_messages([mail()])
    monkeypatch.undo()
    assert [one.read_text() for one in tmp_path.iterdir()] == ["first"]


def test_a_file_system_without_hard_links_will_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise PermissionError(1, "not permitted")

    monkeypatch.setattr("os.link", refused)
    FolderBackend(tmp_path).send_messages([mail()])
    assert [one.name for one in tmp_path.iterdir()] == ["0123456789abcdef.eml"]


def test_what_a_killed_worker_left_is_cleared_away(tmp_path: Path) -> None:
    (tmp_path / ".0123456789abcdef.00ff00ff.part").write_text("half")
    (tmp_path / ".other.00ff00ff.part").write_text("of another message")
    FolderBackend(tmp_path).send_messages([mail()])
    (tmp_path / ".0123456789abcdef.11ff11ff.part").write_text("named, but not yet cleared away")
    FolderBackend(tmp_path).send_messages([mail()])
    names = sorted(one.name for one in tmp_path.iterdir())
    assert names == [".other.00ff00ff.part", "0123456789abcdef.eml"]


def test_ids_of_others_lead_nowhere_else(tmp_path: Path) -> None:
    folder = FolderBackend(tmp_path / "mail")
    folder.send_messages([mail("<../../escape@x>"), mail(None), mail(None)])
    assert len(list((tmp_path / "mail").glob("*.eml"))) == 3
    assert [one.name for one in tmp_path.iterdir()] == ["mail"]


def test_every_mail_of_the_ward_goes_the_same_way(folder: Path) -> None:
    with get_connection() as connection:
        EmailMessage("題", "文", to=["b@example.jp"], connection=connection).send()
    assert len(list(folder.iterdir())) == 1
