"""Words of the policy room, as maps {ja, en, easy}: progress, monitoring, gender check, reviews."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hanamizuki.policy.logic.gender import Answer, Question
from hanamizuki.policy.logic.monitoring import Code, Grade
from hanamizuki.policy.logic.progress import LineState
from hanamizuki.policy.logic.succession import ChangeKind

Texts = Mapping[str, str]


@dataclass(frozen=True)
class Word:
    """How a state is shown: its words, its icon (lucide) and the class of its tag."""

    text: Texts
    icon: str
    look: str


PROGRESS: dict[LineState, Word] = {
    "achieved": Word(
        {"ja": "達成", "en": "Achieved", "easy": "できた"}, icon="circle-check", look="ok"
    ),
    "on_track": Word(
        {"ja": "順調", "en": "On track", "easy": "うまく すすんでいる"},
        icon="trending-up",
        look="ok",
    ),
    "late": Word({"ja": "遅れ", "en": "Late", "easy": "おくれている"}, icon="clock", look="late"),
    "missed": Word(
        {"ja": "届かず", "en": "Missed", "easy": "とどかなかった"}, icon="circle-x", look="late"
    ),
    "unknown": Word(
        {"ja": "値がまだ", "en": "No value yet", "easy": "数字が まだ ない"},
        icon="circle-question-mark",
        look="wait",
    ),
    "unmeasured": Word(
        {"ja": "はかっていない", "en": "Not measured", "easy": "はかっていない"},
        icon="circle-dashed",
        look="none",
    ),
}

MONITORING: dict[Code, Texts] = {
    "section": {"ja": "担当の課", "en": "Section in charge", "easy": "たんとうの 課"},
    "indicator": {"ja": "数字", "en": "A number", "easy": "数字"},
    "target": {"ja": "目標", "en": "A target", "easy": "もくひょう"},
    "value_in_time": {
        "ja": "期限内の新しい値",
        "en": "Values in time",
        "easy": "新しい 数字",
    },
    "open_milestone": {
        "ja": "これからの節目",
        "en": "A milestone ahead",
        "easy": "これからの 大切な 日",
    },
    "touched": {
        "ja": "半年以内の手入れ",
        "en": "Worked on within six months",
        "easy": "半年の うちに 見なおした",
    },
    "reviewed": {
        "ja": "この半年のふりかえり",
        "en": "This half-year's review",
        "easy": "この 半年の ふりかえり",
    },
    "gender": {
        "ja": "男女共同参画の点検",
        "en": "Gender-equality check",
        "easy": "男の人と 女の人の 点検",
    },
}

KEPT: dict[Grade, Word] = {
    "well": Word(
        {"ja": "よく見ています", "en": "Well kept", "easy": "よく 見ている"}, "circle-check", "ok"
    ),
    "partly": Word(
        {
            "ja": "足りないものがあります",
            "en": "Something is missing",
            "easy": "たりない ものが ある",
        },
        "circle-dot",
        "wait",
    ),
    "poorly": Word(
        {
            "ja": "まだ見守れていません",
            "en": "Not yet looked after",
            "easy": "まだ 見まもれていない",
        },
        "circle-dashed",
        "none",
    ),
}

QUESTIONS: dict[Question, Texts] = {
    "who_benefits_known": {
        "ja": "使う人・使わない人が、女性と男性でわかっていますか",
        "en": "Is it known which women and men use it and which do not?",
        "easy": "つかう人・つかわない人が、女の人と 男の人で わかりますか",
    },
    "counted_by_gender": {
        "ja": "数字を男女別に数えていますか",
        "en": "Are the numbers kept by gender?",
        "easy": "数字を 男の人と 女の人で 分けて 数えていますか",
    },
    "time_and_place_fit": {
        "ja": "育児や介護をしている人も来られる時間・場所ですか",
        "en": "Can people who raise children or care for somebody come, by hour and place?",
        "easy": "子どもや 家族の 世話を している人も 来られますか",
    },
    "no_stereotype": {
        "ja": "言葉や絵が、男女の役割の決めつけになっていませんか（なっていなければ「はい」）",
        "en": "Are words and pictures free of fixed roles for women and men?",
        "easy": "「女の人は こう、男の人は こう」と 決めていませんか（決めていなければ「はい」）",
    },
    "decided_by_both": {
        "ja": "女性と男性の両方が、決めるときに加わりましたか",
        "en": "Did women and men both take part in deciding?",
        "easy": "決める とき、女の人も 男の人も いましたか",
    },
}
ANSWERS: dict[Answer, Texts] = {
    "yes": {"ja": "はい", "en": "Yes", "easy": "はい"},
    "no": {"ja": "いいえ", "en": "No", "easy": "いいえ"},
    "unknown": {"ja": "わかりません", "en": "Not known", "easy": "わかりません"},
    "not_applicable": {"ja": "あてはまりません", "en": "Does not apply", "easy": "関係 ありません"},
}
GAPS: dict[str, Texts] = {
    "unanswered": {"ja": "答えがありません", "en": "not answered", "easy": "こたえが ありません"},
    "note_needed": {
        "ja": "「いいえ」のあと、どうするかが書かれていません",
        "en": "“no”, without what is done about it",
        "easy": "「いいえ」の あと、どうするか 書いていません",
    },
    "split_missing": {
        "ja": "「男女別に数えている」とありますが、男女別の値がここにありません",
        "en": "said to be kept by gender, but no such value is here",
        "easy": "男の人・女の人 べつの 数字が ここに ありません",
    },
}

GRADES: dict[str, Texts] = {
    "achieved": {"ja": "できた", "en": "Done", "easy": "できた"},
    "mostly": {"ja": "おおむねできた", "en": "Mostly done", "easy": "だいたい できた"},
    "partly": {"ja": "一部できた", "en": "Partly done", "easy": "少し できた"},
    "not": {"ja": "できなかった", "en": "Not done", "easy": "できなかった"},
}
HALVES: dict[str, Texts] = {
    "mid": {"ja": "年度のなかばのふりかえり", "en": "Mid-year review", "easy": "半年の ふりかえり"},
    "end": {"ja": "年度末のふりかえり", "en": "Year-end review", "easy": "一年の ふりかえり"},
}
BUDGET_STATES: dict[str, Texts] = {
    "proposed": {
        "ja": "案・議会の議決の前",
        "en": "Draft, before the council's vote",
        "easy": "案（まだ 決まって いません）",
    },
    "voted": {"ja": "議決済み", "en": "Voted by the council", "easy": "議会で 決まりました"},
    "settled": {
        "ja": "決算が出ています",
        "en": "Accounts are settled",
        "easy": "つかった お金が わかって います",
    },
    "": {
        "ja": "議決されたかどうか、わかりません",
        "en": "Not known whether it was voted",
        "easy": "決まったか どうか わかりません",
    },
}
FIELDS: dict[str, Texts] = {
    "title": {"ja": "行の言葉", "en": "The line's words", "easy": "やくそくの ことば"},
    "text": {"ja": "説明", "en": "Explanation", "easy": "せつめい"},
    "works_when": {
        "ja": "どうなったら「動いている」か",
        "en": "When it counts as working",
        "easy": "どう なったら いいか",
    },
    "section": {"ja": "担当", "en": "In charge", "easy": "たんとう"},
    "themes": {"ja": "テーマ", "en": "Themes", "easy": "テーマ"},
    "mark": {"ja": "印", "en": "Mark", "easy": "しるし"},
}

KINDS: dict[str, Texts] = {
    "goal": {"ja": "基本目標", "en": "Basic goal", "easy": "大きな もくひょう"},
    "theme": {"ja": "横断テーマ", "en": "Cross-cutting theme", "easy": "みんなの テーマ"},
    "measure": {"ja": "施策", "en": "Measure", "easy": "大きな やくそく"},
    "initiative": {"ja": "取組", "en": "Initiative", "easy": "やくそく"},
    "project": {"ja": "事業", "en": "Project", "easy": "小さな やくそく"},
    "principles": {"ja": "組織運営", "en": "How the ward works", "easy": "仕事の しかた"},
    "principle": {"ja": "行動の考え方", "en": "Principle", "easy": "大切に する こと"},
    "strengths": {"ja": "のばす力", "en": "Strengths", "easy": "のばす 力"},
    "strength": {"ja": "力", "en": "Strength", "easy": "力"},
    "workplace": {"ja": "職場づくり", "en": "Workplace", "easy": "しごとばづくり"},
    "workplace_strength": {"ja": "職場の力", "en": "Workplace strength", "easy": "しごとばの 力"},
}

FATES: dict[ChangeKind, Word] = {
    "kept": Word({"ja": "そのまま", "en": "As it is", "easy": "そのまま"}, "equal", "none"),
    "changed": Word({"ja": "変わる", "en": "Changed", "easy": "かわる"}, "pencil", "ok"),
    "merged": Word({"ja": "一つになる", "en": "Merged", "easy": "ひとつに なる"}, "merge", "ok"),
    "split": Word({"ja": "分かれる", "en": "Split", "easy": "わかれる"}, "split", "ok"),
    "recast": Word({"ja": "組みかえる", "en": "Recast", "easy": "くみかえる"}, "shuffle", "ok"),
    "dropped": Word({"ja": "やめる", "en": "Dropped", "easy": "やめる"}, "x", "late"),
    "added": Word({"ja": "新しい", "en": "New", "easy": "あたらしい"}, "plus", "ok"),
}
