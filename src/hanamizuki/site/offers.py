"""What residents can do at the front doors."""

from hanamizuki.core.offers import Offer, registry

registry.register(
    Offer(
        id="my-town",
        title={
            "ja": "住所から、わたしの町を調べる",
            "en": "Look up my town by address",
            "easy": "住所から 自分の 町を しらべる",
        },
        summary={
            "ja": "地区、地域防災拠点、地域ケアプラザ、自治会町内会、担当課がわかります。",
            "en": "Find your district, shelter, care plaza, association and sections.",
            "easy": "にげる ところや、そうだん できる ところが わかります。",
        },
        lines=("1-1", "3-1", "K-1"),
        url_name="places:index",
        topics=("moving", "disaster", "care", "community"),
        keywords=(
            "住所",
            "避難所",
            "防災拠点",
            "町内会",
            "自治会",
            "ケアプラザ",
            "学区",
            "address",
        ),
        icon="map-pin",
    ),
    Offer(
        id="sections",
        title={
            "ja": "窓口と電話番号を調べる",
            "en": "Find counters and phone numbers",
            "easy": "まどぐちと 電話番号を しらべる",
        },
        summary={
            "ja": "区役所のどの課が何を受けるか。わからない番号は「わかりません」と書いています。",
            "en": "Which section handles what; unknown numbers are shown as unknown.",
            "easy": "どこへ 行けば いいかが わかります。",
        },
        lines=("K-3", "K-4"),
        url_name="places:sections",
        topics=(
            "moving",
            "baby",
            "marriage",
            "bereavement",
            "care",
            "disability",
            "tax",
            "insurance",
            "waste",
            "pet",
            "road",
        ),
        keywords=("窓口", "電話", "フロア", "何階", "課", "counter", "phone"),
        icon="phone",
    ),
    Offer(
        id="search",
        title={
            "ja": "ことばでさがす",
            "en": "Search everything",
            "easy": "ことばで さがす",
        },
        summary={
            "ja": "手続、場所、運営方針を一つの窓からさがします。ひらがなやローマ字でも。",
            "en": "One box for procedures, places and the policy.",
            "easy": "ひらがなや ローマ字でも さがせます。",
        },
        lines=("K-4-d",),
        url_name="search",
        keywords=("検索", "search"),
        icon="search",
    ),
)
