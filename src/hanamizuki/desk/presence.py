"""The entrance's code: what it is now, and what one that is brought says."""

from __future__ import annotations

from typing import Literal

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from hanamizuki.core.clock import now
from hanamizuki.core.visitors import visitor_key
from hanamizuki.desk.limits import counted
from hanamizuki.desk.logic import presence
from hanamizuki.desk.logic.presence import Judgement

Verdict = Judgement | Literal["many"]
OLD = _("この数字は古くなりました。入口の画面に、いま出ている数字かQRを使ってください。")
WRONG = _("数字がちがいます。入口の画面の6けたの数字を、もう一度見てください。")
MANY = _(
    "まちがった数字が何度も送られたので、10分ほど、数字では確かめられません。"
    "入口の機械に番号を入れるか、案内の人に番号を見せてください。番号と順番は、そのままです。"
)
TRIES, MINUTES = 30, 10
"""So many wrong codes for one number from one address in so many minutes; then none is judged."""
SAYS = {"old": OLD, "wrong": WRONG, "many": MANY}
STATUS = {"old": 410, "wrong": 422, "many": 429}


def code_now() -> str:
    """The digits that the entrance shows now."""
    return presence.code(settings.SECRET_KEY, presence.minute_of(now()))


def judged(request: HttpRequest, given: str, whose: str = "") -> Verdict:
    """What the digits say; "many" where too many wrong ones came before, right or not.

    Counted for whom they are given (`whose`: a digest of the number, the appointment or the device)
    and the address together, so that nobody locks out the others of a hall. No digits are no try.
    """
    found = presence.judge(settings.SECRET_KEY, given, presence.minute_of(now()))
    if not settings.RATE_LIMIT or not given:
        return found
    name = f"desk-code:{visitor_key(request)}:{whose[:32]}"
    if found == "wrong":
        counted(name, MINUTES * 60)
    return found if _tried(name) <= TRIES else "many"


def wait(answer: HttpResponse, verdict: Verdict) -> HttpResponse:
    """The answer, with how many seconds to wait where there were too many tries."""
    if verdict == "many":
        answer.headers["Retry-After"] = str(MINUTES * 60)
    return answer


def _tried(name: str) -> int:
    from django.core.cache import caches
    from redis import RedisError

    try:
        return int(caches["counts"].get(name) or 0)
    except RedisError:
        return 0
