"""What residents can do in the policy room."""

from hanamizuki.core.clock import today
from hanamizuki.core.offers import Offer, registry
from hanamizuki.policy.models import Line, Milestone
from hanamizuki.policy.payment_plan.content import charges
from hanamizuki.policy.queries import current_policy
from hanamizuki.policy.queries.plans import texts_of


def exposition_is_here() -> bool:
    """Whether the loaded ward looks towards the exposition: its opening day and its line G."""
    dated = Milestone.objects.filter(milestone_id="expo-opening").exists()
    return dated and Line.objects.filter(policy=current_policy(), code="G").exists()


def reading_targets_are_here() -> bool:
    """Whether the loaded ward has reading targets that the public may read."""
    return texts_of("reading", today()).exists()


def something_is_payable() -> bool:
    """Whether the loaded ward says what can be paid in parts, and who decides."""
    return bool(charges())


registry.register(
    Offer(
        id="policy-read",
        title={
            "ja": "運営方針を読む",
            "en": "Read the ward's policy",
            "easy": "区の やくそくを 読む",
        },
        summary={
            "ja": "一行ごとに、使えるサービスと確かめられる数字があります。",
            "en": "Every line with its service and a number anyone can check.",
            "easy": "ひとつずつ、使える サービスと 数字が あります。",
        },
        lines=("goal",),
        url_name="policy:index",
        keywords=("運営方針", "計画", "施策", "目標", "policy", "plan"),
        icon="book-open",
    ),
    Offer(
        id="policy-coverage",
        title={
            "ja": "どの行が動いているかを見る",
            "en": "See which lines work today",
            "easy": "どの やくそくが 今 動いているか 見る",
        },
        summary={
            "ja": "99行の一覧表。サービスと数字、または「まだありません」。",
            "en": "All lines in one table: service and number, or nothing yet.",
            "easy": "ぜんぶの やくそくの 表です。",
        },
        lines=("goal",),
        url_name="policy:coverage",
        keywords=("進捗", "達成", "一覧", "progress"),
        icon="list-checks",
    ),
    Offer(
        id="policy-progress",
        title={
            "ja": "どの行が順調か、遅れているかを見る",
            "en": "See which lines are on track and which are late",
            "easy": "どの やくそくが うまく すすんでいるか 見る",
        },
        summary={
            "ja": "目標と値から決まる進み具合と、そのわけ。施策・担当・テーマでしぼれます。",
            "en": "Progress from targets and values, and why; by measure, section and theme.",
            "easy": "どのくらい すすんだか、どうしてか わかります。",
        },
        lines=("goal", "G", "1", "2", "3", "K"),
        url_name="policy:progress",
        keywords=("進捗", "進み具合", "目標", "達成", "遅れ", "progress", "target"),
        icon="trending-up",
    ),
    Offer(
        id="policy-gender",
        title={
            "ja": "男女共同参画の点検を見る",
            "en": "See the gender-equality check",
            "easy": "男の人と 女の人の 点検を 見る",
        },
        summary={
            "ja": "点検した行、男女別の値がある数字、足りないもの。",
            "en": "Lines checked, figures split by gender, and what is missing.",
            "easy": "点検した やくそくと、たりない ものが わかります。",
        },
        lines=("K-2-c",),
        url_name="policy:gender",
        keywords=("男女共同参画", "男女別", "ジェンダー", "gender"),
        icon="scale",
    ),
    Offer(
        id="expo-countdown",
        title={
            "ja": "GREEN×EXPO 2027までの日数と節目を見る",
            "en": "Count down to GREEN×EXPO 2027",
            "easy": "GREEN×EXPO 2027まで 何日か 見る",
        },
        summary={
            "ja": "開会までの節目の日と、区の取組をまとめています。",
            "en": "The milestones before the opening, and what the ward does.",
            "easy": "大きな 花の イベントまでの 大切な 日です。",
        },
        lines=("G", "G-a"),
        url_name="policy:line",
        url_args=("G",),
        topics=("event",),
        keywords=("花博", "国際園芸博覧会", "エキスポ", "expo", "上瀬谷"),
        icon="flower-2",
        exists=exposition_is_here,
    ),
    Offer(
        id="ward-numbers",
        title={
            "ja": "区の数字を見る",
            "en": "See the ward in numbers",
            "easy": "区の 数字を 見る",
        },
        summary={
            "ja": "人口などの数字。数え方・時点・出典つき。CSVとJSONもあります。",
            "en": "Population and more, each with method, date and source; as CSV and JSON too.",
            "easy": "人の 数などの 数字です。どこから 来た 数字かも わかります。",
        },
        lines=("K-3-f", "S-2"),
        url_name="policy:indicators",
        keywords=("統計", "人口", "世帯", "データ", "オープンデータ", "statistics", "population"),
        icon="chart-line",
    ),
    Offer(
        id="ward-budget",
        title={
            "ja": "区の予算を見る",
            "en": "See the ward's budget",
            "easy": "区の お金の 使い方を 見る",
        },
        summary={
            "ja": "公表された金額を、年度ごと・運営方針の行ごとに。",
            "en": "Published amounts by year and by policy line.",
            "easy": "何に いくら 使うかの 表です。",
        },
        lines=("K-2-b",),
        url_name="policy:budget",
        keywords=("予算", "お金", "財政", "税金の使いみち", "budget"),
        icon="coins",
    ),
    Offer(
        id="reading-targets",
        title={
            "ja": "読書の目標を見る",
            "en": "See the ward's reading targets",
            "easy": "本を 読む 目標を 見る",
        },
        summary={
            "ja": "区の読書活動推進目標と、年ごとの数字。前の期の目標も読めます。",
            "en": "The ward's reading targets with yearly numbers; the earlier ones too.",
            "easy": "区の 本を 読む 目標と、1年ごとの 数字です。",
        },
        lines=("3-4-b",),
        url_name="policy:plan",
        url_args=("reading",),
        keywords=("読書", "読書活動推進目標", "図書館", "本", "reading", "library"),
        icon="book-open",
        exists=reading_targets_are_here,
    ),
    Offer(
        id="payment-plan",
        title={
            "ja": "税金や保険料を分けて払う計画をつくる",
            "en": "Plan to pay a tax or premium in parts",
            "easy": "税金や 保険の お金を 分けて 払う 計画を つくる",
        },
        summary={
            "ja": "一度に払えないときに。月々の額、残り、延滞金の目安、相談先。何も残りません。",
            "en": "If you cannot pay at once: sums, late charge, whom to call. Nothing is kept.",
            "easy": "いっぺんに 払えない とき。毎月 いくらか、どこで そうだんするか わかります。",
        },
        lines=("K-3-e",),
        url_name="policy:payment_plan",
        topics=("tax", "insurance", "consultation"),
        keywords=(
            "お金",
            "税",
            "税金",
            "払えない",
            "分割払い",
            "分納",
            "滞納",
            "延滞金",
            "督促状",
            "市民税",
            "国民健康保険料",
            "instalments",
            "late charge",
        ),
        icon="calendar-days",
        exists=something_is_payable,
    ),
)
