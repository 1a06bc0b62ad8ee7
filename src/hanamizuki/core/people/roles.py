"""The roles of staff, and the role a person has in the ward."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What somebody is trusted with; the words stand on screen in `LABELS`."""

    VIEWER = "viewer"
    SECTION_STAFF = "section_staff"
    COUNTER = "counter"
    DISTRICT_OFFICER = "district_officer"
    PLANNER = "planner"
    DISASTER_HQ = "disaster_hq"
    CASEWORKER = "confidential_caseworker"
    ADMINISTRATOR = "administrator"


LABELS: dict[str, dict[str, str]] = {
    Role.VIEWER: {"ja": "閲覧", "en": "Viewer", "easy": "見る人"},
    Role.SECTION_STAFF: {"ja": "課の職員", "en": "Section staff", "easy": "課の 職員"},
    Role.COUNTER: {"ja": "窓口", "en": "Counter", "easy": "まどぐち"},
    Role.DISTRICT_OFFICER: {
        "ja": "地区担当",
        "en": "District officer",
        "easy": "地区の 担当",
    },
    Role.PLANNER: {"ja": "企画調整", "en": "Planner", "easy": "計画を つくる人"},
    Role.DISASTER_HQ: {
        "ja": "災害対策本部",
        "en": "Disaster headquarters",
        "easy": "災害の 本部",
    },
    Role.CASEWORKER: {
        "ja": "秘密の相談の担当",
        "en": "Confidential caseworker",
        "easy": "ひみつの 相談の 担当",
    },
    Role.ADMINISTRATOR: {
        "ja": "管理者",
        "en": "Administrator",
        "easy": "アカウントを 管理する人",
    },
}
# A role that means nothing without the section, or the district, that it is held for.
NEEDS_SECTION = frozenset({Role.SECTION_STAFF, Role.COUNTER})
NEEDS_DISTRICT = frozenset({Role.DISTRICT_OFFICER})
