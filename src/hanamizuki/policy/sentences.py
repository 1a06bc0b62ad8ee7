"""The patterns of sentences about a line: why it is where it is, what happened to it."""

from __future__ import annotations

from hanamizuki.policy.words import Texts

# Why a line is where it is. {what} an indicator, {value} with unit, {at} {due} {since} days.
WHY: dict[str, Texts] = {
    "goal_reached": {
        "ja": "「{what}」は{at}に{value}。{due}までの目標、{goal}に届いています。",
        "en": "“{what}” was {value} on {at}. That reaches the goal of {goal} by {due}.",
        "easy": "「{what}」は {at}に {value}。もくひょうの {goal}（{due}まで）に なりました。",
    },
    "due_passed_short": {
        "ja": "「{what}」は{at}に{value}。{due}までに{goal}という目標に、届きませんでした。",
        "en": "“{what}” was {value} on {at}. The goal was {goal} by {due}; it was not reached.",
        "easy": "「{what}」は {at}に {value}。もくひょうの {goal}（{due}まで）に "
        "なりませんでした。",
    },
    "behind_line": {
        "ja": "「{what}」は{at}に{value}。目標（{due}までに{goal}）に間に合うには、"
        "この日に{expected}が目安でしたが、そこまで進んでいません。",
        "en": "“{what}” was {value} on {at}. To reach the goal ({goal} by {due}) in time, "
        "about {expected} was needed on that day.",
        "easy": "「{what}」は {at}に {value}。この日は {expected}くらいが よかったですが、"
        "まだです。もくひょうは {due}までに {goal}です。",
    },
    "on_line": {
        "ja": "「{what}」は{at}に{value}。この日の目安の{expected}まで進んでいます"
        "（目標は{due}までに{goal}）。",
        "en": "“{what}” was {value} on {at}; about {expected} was needed on that day to reach "
        "the goal of {goal} by {due}.",
        "easy": "「{what}」は {at}に {value}。この日は {expected}くらいが よいので、"
        "うまく すすんでいます。もくひょうは {due}までに {goal}です。",
    },
    "no_value": {
        "ja": "「{what}」の値が、まだ入っていません（目標は{due}までに{goal}）。",
        "en": "No value of “{what}” has come in yet (the goal is {goal} by {due}).",
        "easy": "「{what}」の 数字が まだ ありません。もくひょうは {due}までに {goal}です。",
    },
    "no_value_since_due": {
        "ja": "「{what}」を{due}までに{goal}にする目標でした。その日を過ぎましたが、"
        "それからの値がまだありません。前の値は{at}の{value}です。",
        "en": "“{what}” was to be {goal} by {due}. That day has passed, and no value since then "
        "has come in. The last one is {value} on {at}.",
        "easy": "「{what}」を {due}までに {goal}に する もくひょうでした。その日の あとの 数字が "
        "まだ ありません。前の 数字は {at}の {value}です。",
    },
    "no_baseline": {
        "ja": "「{what}」は{at}に{value}。出発点の値が記録されていないので、"
        "目標（{due}までに{goal}）に間に合いそうかは、まだ言えません。",
        "en": "“{what}” was {value} on {at}. Where it started is not recorded, so nobody can say "
        "yet whether the goal ({goal} by {due}) will be reached in time.",
        "easy": "「{what}」は {at}に {value}。はじめの 数字が わからないので、もくひょう"
        "（{due}までに {goal}）に なるか、まだ わかりません。",
    },
    "no_direction": {
        "ja": "「{what}」は{at}に{value}。増えるのと減るのと、どちらがよいのかが"
        "決まっていないので、まだ言えません（目標は{due}までに{goal}）。",
        "en": "“{what}” was {value} on {at}. It is not laid down whether more or less is better, "
        "so nobody can say yet (the goal is {goal} by {due}).",
        "easy": "「{what}」は {at}に {value}。ふえるのと へるのと どちらが いいか、まだ "
        "決まっていません。",
    },
    "by_hand": {
        "ja": "{section}が{since}に、自分たちで決めました。理由：{reason}",
        "en": "Set by hand by {section} on {since}. Reason: {reason}",
        "easy": "{section}が {since}に 自分たちで 決めました。わけ：{reason}",
    },
    "milestones_done": {
        "ja": "節目がすべて済みました：{titles}",
        "en": "Every milestone is done: {titles}",
        "easy": "大切な 日が ぜんぶ おわりました：{titles}",
    },
    "milestone_overdue": {
        "ja": "予定の日を過ぎても、済んでいない節目があります：{titles}",
        "en": "A milestone is past its day and not done: {titles}",
        "easy": "予定の 日を すぎても、おわっていない ものが あります：{titles}",
    },
    "milestones_open": {
        "ja": "日を過ぎて済んでいない節目はありません。次の節目：{titles}",
        "en": "No milestone is past its day. Next: {titles}",
        "easy": "おくれている ものは ありません。次の 大切な 日：{titles}",
    },
    "nothing": {
        "ja": "目標の値も節目の日もまだないので、進み具合をはかっていません。",
        "en": "It has neither a target nor a milestone yet, so its progress is not measured.",
        "easy": "もくひょうの 数字も 大切な 日も まだ ないので、はかっていません。",
    },
}

# One line of a story. {what} an indicator, a milestone or an amount, {n} a number.
STORY: dict[str, Texts] = {
    "begun": {
        "ja": "{what}が始まりました",
        "en": "{what} began",
        "easy": "{what}が はじまりました",
    },
    "text": {
        "ja": "行の言葉を改めました",
        "en": "The wording was changed",
        "easy": "やくそくの ことばを かえました",
    },
    "target": {
        "ja": "目標を決めました：「{what}」を{goals}",
        "en": "Target set: “{what}” {goals}",
        "easy": "もくひょうを 決めました：「{what}」を {goals}",
    },
    "goal": {
        "ja": "{due}までに{goal}",
        "en": "{goal} by {due}",
        "easy": "{due}までに {goal}",
    },
    "target_gone": {
        "ja": "目標をやめました：「{what}」",
        "en": "Target dropped: “{what}”",
        "easy": "もくひょうを やめました：「{what}」",
    },
    "value": {
        "ja": "値が入りました：「{what}」{period}は{value}",
        "en": "Value entered: “{what}” for {period}: {value}",
        "easy": "数字が 入りました：「{what}」{period}は {value}",
    },
    "value_groups": {
        "ja": "値が入りました：「{what}」{period}の内訳{n}件",
        "en": "Values entered: “{what}” for {period}, {n} groups",
        "easy": "数字が 入りました：「{what}」{period}、分けた 数字 {n}つ",
    },
    "turn": {
        "ja": "進み具合が「{before}」から「{after}」に変わりました",
        "en": "Progress turned from “{before}” to “{after}”",
        "easy": "すすみぐあいが「{before}」から「{after}」に なりました",
    },
    "first": {
        "ja": "進み具合：「{after}」",
        "en": "Progress: “{after}”",
        "easy": "すすみぐあい：「{after}」",
    },
    "review": {
        "ja": "{half}：{grade}",
        "en": "{half}: {grade}",
        "easy": "{half}：{grade}",
    },
    "done": {
        "ja": "節目が済みました：{what}",
        "en": "Milestone done: {what}",
        "easy": "おわりました：{what}",
    },
    "day": {
        "ja": "節目の日：{what}",
        "en": "The day came: {what}",
        "easy": "大切な 日：{what}",
    },
    "gender": {
        "ja": "男女共同参画の点検をしました",
        "en": "The gender-equality check was made",
        "easy": "男の人と 女の人の 点検を しました",
    },
    "council": {
        "ja": "{year}の予算を市会が議決しました",
        "en": "The city council voted the budget of {year}",
        "easy": "{year}の 予算を 市会が 決めました",
    },
    "budget": {
        "ja": "予算の記録を改めました：{what}",
        "en": "The budget's record was changed: {what}",
        "easy": "お金の 記録を かえました：{what}",
    },
    "comments": {
        "ja": "この月に、意見が{n}件届きました",
        "en": "Comments that came in this month: {n}",
        "easy": "この 月に、意見が {n}けん 来ました",
    },
    "ended": {
        "ja": "この行は終わりました：{why}",
        "en": "The line ended: {why}",
        "easy": "この やくそくは おわりました：{why}",
    },
    "followed": {
        "ja": "{year}の「{what}」に続きます",
        "en": "It goes on in {year}: “{what}”",
        "easy": "{year}の「{what}」に つづきます",
    },
}

ICONS = {
    "begun": "flag",
    "text": "pencil-line",
    "target": "target",
    "target_gone": "target",
    "value": "chart-line",
    "value_groups": "chart-line",
    "turn": "arrow-right",
    "first": "arrow-right",
    "review": "notebook-pen",
    "done": "circle-check",
    "day": "calendar-days",
    "gender": "scale",
    "council": "coins",
    "budget": "coins",
    "comments": "message-circle",
    "ended": "circle-x",
    "followed": "arrow-right",
}
