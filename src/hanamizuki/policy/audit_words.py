"""Words for what is done to the policy, its drafts, proposals and comments."""

from hanamizuki.core.audit.words import words

# {record}.changed: the part of a line, and what it is called in the three languages.
_RECORDS = {
    "line": ("事業の行", "a line", "事業の 行"),
    "target": ("目標", "a target", "目標"),
    "review": ("振り返り", "a review", "ふりかえり"),
    "gender": ("男女の視点の点検", "a gender equality check", "男女の 点検"),
    "override": ("手で決めた状態", "a status set by hand", "手で きめた 状態"),
    "milestone": ("節目", "a milestone", "節目"),
    "budget": ("予算", "a budget entry", "予算"),
    "budget_year": ("年度の予算", "a year's budget", "年度の 予算"),
}
_PROPOSALS = {
    "saved": ("変更の案を保存した", "Saved a proposed change", "変える 案を 書いた"),
    "submitted": ("変更の案を出した", "Submitted a proposed change", "変える 案を 出した"),
    "returned": ("変更の案を返した", "Returned a proposed change", "変える 案を 返した"),
    "withdrawn": ("変更の案を取り下げた", "Withdrew a proposed change", "変える 案を やめた"),
    "handed_over": (
        "変更の案を別の人にまかせた",
        "Handed a proposed change over",
        "変える 案を 別の 人に まかせた",
    ),
    "approved": ("変更の案を承認した", "Approved a proposed change", "変える 案を みとめた"),
}
_OWNERS = {"assigned": ("担当を決めた", "Assigned an owner", "担当を きめた")}
_DRAFTS = {
    "started": ("次の方針の案を始めた", "Started a draft", "次の 方針の 案を 始めた"),
    "imported": ("文書から案を作った", "Made a draft of a document", "文書から 案を 作った"),
    "line_added": ("案に行を加えた", "Added a line to a draft", "案に 行を 入れた"),
    "line_dropped": ("案の行をやめにした", "Dropped a line of a draft", "案の 行を やめた"),
    "line_restored": ("案の行をもどした", "Restored a line of a draft", "案の 行を もどした"),
    "line_moved": ("案の行を動かした", "Moved a line of a draft", "案の 行を 動かした"),
    "line_joined": (
        "案の行を前の年度の行とつないだ",
        "Joined a draft's line to last year's",
        "案の 行を 前の 年度の 行と つないだ",
    ),
    "renamed": ("案の名前を変えた", "Renamed a draft", "案の 名前を 変えた"),
    "sent": ("案を承認に出した", "Sent a draft for approval", "案を 出した"),
    "returned": ("案を返した", "Returned a draft", "案を 返した"),
    "approved": ("案を承認した", "Approved a draft", "案を みとめた"),
    "discarded": ("案を捨てた", "Discarded a draft", "案を すてた"),
}
_COMMENTS = {
    "received": ("意見を受け取った", "Received a comment", "意見を 受け取った"),
    "passed_on": ("意見を別の課へまわした", "Passed a comment on", "意見を 別の 課へ まわした"),
    "answered": ("意見に答えた", "Answered a comment", "意見に 答えた"),
    "closed": ("意見を答えずに終えた", "Closed a comment", "意見を 答えないで 終えた"),
}

_REPORTS = {
    "frozen": ("報告を作った", "Froze a report", "ほうこくを 作った"),
}


def _texts(texts: tuple[str, str, str]) -> dict[str, str]:
    return dict(zip(("ja", "en", "easy"), texts, strict=True))


words.register(
    {
        f"policy.{name}.changed": {
            "ja": f"{ja}を変えた",
            "en": f"Changed {en}",
            "easy": f"{easy}を 変えた",
        }
        for name, (ja, en, easy) in _RECORDS.items()
    }
)
words.register({f"policy.proposal.{name}": _texts(texts) for name, texts in _PROPOSALS.items()})
words.register({f"policy.draft.{name}": _texts(texts) for name, texts in _DRAFTS.items()})
words.register({f"policy.comment.{name}": _texts(texts) for name, texts in _COMMENTS.items()})
words.register({f"policy.owner.{name}": _texts(texts) for name, texts in _OWNERS.items()})
words.register({f"policy.report.{name}": _texts(texts) for name, texts in _REPORTS.items()})
