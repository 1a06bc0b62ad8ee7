"""Lines that carry no content of the policy: page numbers, captions, links, running heads."""

from __future__ import annotations

import itertools
import re
from collections import Counter

from hanamizuki.policy.logic.cleaning import Line
from hanamizuki.policy.logic.joining import goes_on
from hanamizuki.policy.logic.widths import key, narrow

_PAGE = re.compile(
    r"^[-~ ]*(?:p\.?|page)?\s*\d{1,3}\s*(?:ページ|頁|page|/\s*\d{1,3})?[-~ ]*$", re.I
)
_COPYRIGHT = re.compile(r"©|\(c\)|copyright|all rights reserved|^#?禁?無断転載", re.I)
_URL = re.compile(r"^\W*(?:https?://|www\.)\S+\W*$")
_LINK = re.compile(
    r"(?:こちら|詳細|リンク|ホームページ)\W*(?:から|へ|を|に|参照|ご覧|ください)*\W*$"
)
_CAPTION = re.compile(
    r"^[(\[【<]?(?:図|写真|表|グラフ|イラスト|出典|資料|地図)\s*\d*\s*[:)\]】>]|のイメージ[)\]】]?$"
    r"|^区の(?:木|花|鳥|色|歌|魚|虫|シンボル|マーク|キャラクター)\W"
    r"|^[(\[](?:写真|図|イラスト|画像)[^()\[\]]*[)\]]$"
)
_CONTACT = re.compile(
    r"^(?:発行|編集|お?問い?合わ?せ先?|担当|連絡先|電話|tel|fax|住所|作成)"
    r"(?:元|者|課|日)?\s*[:/ (]|^〒",
    re.I,
)
_OFFICE = re.compile(
    r"^(?:問い?合わ?せ先?\W*)?\S{2,12}[市区]\S{0,8}(?:部|局|課)\S{0,10}[課係室担当]$"
)
_BACK = re.compile(r"戻る|トップページ|ダウンロード|別ウィンドウ|PDF|前へ|次へ")
_ASK = re.compile(r"問い?合わ?せ先?$")
_PHONE = re.compile(r"\d{2,4}-\d{2,4}-\d{4}|[\w.]+@[\w.]+\.\w+")
_DATED = re.compile(
    r"^(?:最終更新日|更新日|公開日|掲載日|ページID)|^(?:令和|平成)\d+年\d+月\d*日?[現作発改]?\w{0,3}$"
)
_CLOSING = re.compile(r"^[。、」』)】\]〉》]")
_RULED = re.compile(r"^[\W_]+$")
# No caption, contact or page number is longer.
_LONGEST = 300
_LINK_WORDS = "リンクの文字"
_HEADISH = re.compile(r"方針|区役所|年度|ページ|資料")
_CONTENTS = re.compile(r"(?:[.．…・‥]{3,}| {2,})\s*\d{1,3}$")


def ornaments(lines: list[Line]) -> dict[int, str]:
    """Line number → why it is no content, for the lines that can be told by themselves."""
    running = _running_heads(lines)
    found: dict[int, str] = {}
    for line in lines:
        why = _why(line)
        if not why and line.number in running:
            why = "ページの見出し・欄外（くり返し）"
        if why:
            found[line.number] = why
    for line, following in itertools.pairwise(lines):
        # 「令和7年度の」 above 「予算はこちら」: the beginning of the link's wording.
        if (
            found.get(following.number) == _LINK_WORDS
            and line.number not in found
            and not following.gap
            and goes_on(line.text, following.text)
        ):
            found[line.number] = _LINK_WORDS
    return found


def _why(line: Line) -> str:
    plain = narrow(line.text)
    if not plain or (_RULED.match(plain) and (line.gap or not _CLOSING.match(plain))):
        return "飾り・罫線・画像"
    if len(plain) > _LONGEST:
        return ""
    if _PAGE.match(plain):
        return "ページ番号"
    if _COPYRIGHT.search(plain):
        return "著作権の表示"
    if _URL.match(plain) or (line.linked and (_LINK.search(plain) or _BACK.search(plain))):
        return _LINK_WORDS
    if _CAPTION.search(plain):
        return "図・写真の説明"
    if _PHONE.search(plain) or _DATED.search(plain) or _OFFICE.search(plain):
        return "発行・問い合わせ先"
    if (_CONTACT.match(plain) and len(plain) < 40) or (_ASK.search(plain) and len(plain) < 20):
        return "発行・問い合わせ先"
    if _CONTENTS.search(plain) and not plain.endswith("円"):
        return "目次"
    return ""


def _running_heads(lines: list[Line]) -> set[int]:
    """The same unmarked short line on several pages, though its page number may differ."""
    keys = {line.number: re.sub(r"\d+$", "", key(line.text)) for line in lines}
    counts = Counter(keys.values())
    repeated = {
        text
        for text, count in counts.items()
        if count >= 3 and _HEADISH.search(text) and len(text) < 30
    }
    seen: set[str] = set()
    running: set[int] = set()
    for line in lines:
        text = keys[line.number]
        if text in repeated and text in seen:
            running.add(line.number)
        seen.add(text)
    return running
