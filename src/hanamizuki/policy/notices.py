"""The policy room's notices: the day's reminders, comments received, comments answered."""

from __future__ import annotations

from hanamizuki.core.notices import Template, registry
from hanamizuki.policy.services.reminding import remind

registry.register(
    Template(
        kind="policy.reminders",
        names=("count", "items", "link", "rule"),
        subject={
            "ja": "運営方針: お知らせが{count}件あります",
            "en": "Policy: {count} things to see to",
            "easy": "運営方針: お知らせが {count}けん あります",
        },
        body={
            "ja": "{items}\n\nあなたの「今日」: {link}",
            "en": "{items}\n\nYour page for today: {link}",
            "easy": "{items}\n\nあなたの 「今日」: {link}",
        },
        why={
            "ja": "{rule}\n同じことは、月に一度までしか送りません。",
            "en": "{rule}\nThe same matter is mailed once a month at most.",
            "easy": "{rule}\n同じ ことは、月に 1回より 多く 送りません。",
        },
    ),
    Template(
        kind="policy.comment_received",
        names=("line", "due", "link", "rule"),
        subject={
            "ja": "「{line}」に声が届きました",
            "en": "A comment on “{line}”",
            "easy": "「{line}」に 声が とどきました",
        },
        body={
            "ja": "{due}までに返事をしてください。\n{link}",
            "en": "Please answer by {due}.\n{link}",
            "easy": "{due}までに 返事を してください。\n{link}",
        },
        why={"ja": "{rule}", "en": "{rule}", "easy": "{rule}"},
    ),
    Template(
        kind="policy.comment_answered",
        names=("line", "asked", "answer", "link"),
        subject={
            "ja": "「{line}」への声に、お返事します",
            "en": "An answer to your comment on “{line}”",
            "easy": "「{line}」への 声に、返事を します",
        },
        body={
            "ja": "{answer}\n\nあなたの声:\n{asked}\n\n{link}",
            "en": "{answer}\n\nYour comment:\n{asked}\n\n{link}",
            "easy": "{answer}\n\nあなたの 声:\n{asked}\n\n{link}",
        },
        why={
            "ja": "運営方針のページから声を送り、返事のためにこのアドレスを書かれたためです。"
            "このメールを送ったので、アドレスは声の記録から消しました。",
            "en": "You sent a comment from the policy's page and left this address for the answer. "
            "With this mail sent, the address is deleted from the comment's record.",
            "easy": "運営方針の ページから 声を 送り、返事の ために アドレスを 書いたからです。"
            "この メールを 送ったので、アドレスは 声の 記録から 消しました。",
        },
    ),
)
registry.reminder("policy", remind)

_PROPOSAL = ("what", "line", "reason", "link")
_BODY = {
    "ja": "{what}: {line}\n\n{reason}\n\n{link}",
    "en": "{line} ({what})\n\n{reason}\n\n{link}",
    "easy": "{what}: {line}\n\n{reason}\n\n{link}",
}
_AUTHOR = {
    "ja": "あなたが書いた案だからです。",
    "en": "You wrote this proposal.",
    "easy": "あなたが 書いた 案 だからです。",
}
registry.register(
    Template(
        kind="policy.proposal_waiting",
        names=_PROPOSAL,
        subject={
            "ja": "運営方針: 案が確認を待っています",
            "en": "Policy: a proposal waits for approval",
            "easy": "運営方針: 案が 確認を まっています",
        },
        body=_BODY,
        why={
            "ja": "運営方針の案を確認できる人に送っています。",
            "en": "This goes to those who may approve proposals for the policy.",
            "easy": "運営方針の 案を 確認できる 人に 送っています。",
        },
    ),
    Template(
        kind="policy.proposal_approved",
        names=_PROPOSAL,
        subject={
            "ja": "運営方針: あなたの案が公開されました",
            "en": "Policy: your proposal was approved",
            "easy": "運営方針: あなたの 案を みんなが 見られます",
        },
        body=_BODY,
        why=_AUTHOR,
    ),
    Template(
        kind="policy.proposal_returned",
        names=_PROPOSAL,
        subject={
            "ja": "運営方針: あなたの案が直しを待っています",
            "en": "Policy: your proposal was returned",
            "easy": "運営方針: あなたの 案を 直してください",
        },
        body=_BODY,
        why=_AUTHOR,
    ),
)
