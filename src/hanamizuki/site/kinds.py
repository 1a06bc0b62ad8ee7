"""Words for kinds of places, of search hits and of hazards, in three languages."""

from __future__ import annotations


def _words(ja: str, en: str, easy: str) -> dict[str, str]:
    return {"ja": ja, "en": en, "easy": easy}


KINDS: dict[str, dict[str, str]] = {
    # what an address answers
    "district": _words("地区（連合町内会）", "District", "地区（近くの 町の あつまり）"),
    "shelter": _words(
        "地域防災拠点（地震のとき）", "Shelter after an earthquake", "じしんの ときに にげる ところ"
    ),
    "care_plaza": _words(
        "地域ケアプラザ", "Care plaza", "地域ケアプラザ（そうだん できる ところ）"
    ),
    "section": _words("担当する課", "Section in charge", "かかりの 課"),
    "association": _words("自治会町内会", "Neighbourhood association", "自治会・町内会"),
    # datasets of the national open-data standard
    "evacuation_shelter": _words("指定避難所（地域防災拠点）", "Evacuation shelter", "ひなんじょ"),
    "evacuation_space": _words(
        "指定緊急避難場所", "Emergency evacuation site", "すぐ にげる ところ"
    ),
    "educational_institution": _words("学校", "School", "学校"),
    "care_service": _words("介護・相談の施設", "Care facility", "かいごの そうだんを する ところ"),
    "public_facility": _words("公共施設", "Public facility", "みんなが 使える ところ"),
    "preschool": _words("子育て施設", "Child-rearing facility", "子どもと 行ける ところ"),
    "hospital": _words("医療機関", "Medical institution", "びょういん"),
    "aed": _words("AED", "AED", "AED（心ぞうを たすける きかい）"),
    "bicycle_parking": _words("駐輪場", "Bicycle parking", "自転車を おく ところ"),
    "cultural_property": _words("文化財", "Cultural property", "大切な 古い もの"),
    "fire_hydrant": _words("消防水利施設", "Fire hydrant", "火を けす 水の ところ"),
    "parking": _words("駐車場", "Car park", "車を おく ところ"),
    "polling_place": _words("投票所", "Polling place", "せんきょの ところ"),
    "public_toilet": _words("公衆トイレ", "Public toilet", "みんなの トイレ"),
    "public_wireless_lan": _words("公衆無線LAN", "Public Wi-Fi", "みんなの Wi-Fi"),
    "tourism": _words("観光施設", "Tourist site", "見に 行く ところ"),
    "tourism_spot": _words("観光ポイント", "Sight", "見る ところ"),
    # hazards of dataset 03
    "flood": _words("洪水", "Flood", "川の 水が あふれる"),
    "landslide": _words("崖崩れ・土石流・地滑り", "Landslide", "山や がけが くずれる"),
    "storm_surge": _words("高潮", "Storm surge", "海の 水が 高く なる"),
    "earthquake": _words("地震", "Earthquake", "じしん"),
    "tsunami": _words("津波", "Tsunami", "つなみ"),
    "fire": _words("大規模な火事", "Large fire", "大きな 火事"),
    "inland_flood": _words("内水氾濫", "Inland flooding", "雨の 水が あふれる"),
    "volcano": _words("火山現象", "Volcano", "火山"),
    # marks of policy lines
    "new": _words("新規", "New", "新しい"),
    "extended": _words("拡充", "Extended", "前より ふえた"),
    "新規": _words("新規", "New", "新しい"),
    "拡充": _words("拡充", "Extended", "前より ふえた"),
    "拡大": _words("拡大", "Extended", "前より ふえた"),
    "継続": _words("継続", "Continued", "つづけます"),
    "充実": _words("充実", "Improved", "前より よく しました"),
    "重点": _words("重点", "Priority", "とくに 大切"),
    "再掲": _words("再掲", "Listed again", "もう一度 書いて あります"),
    "見直し": _words("見直し", "Revised", "かえました"),
    # search hits
    "offer": _words("できること", "Service", "できること"),
    "errand": _words("窓口の用件", "At the counters", "窓口で する こと"),
    "topic": _words("できごと", "Life event", "できごと"),
    "policy": _words("運営方針", "Policy", "区の やくそく"),
    "number": _words("数字", "Figure", "数字"),
    "town": _words("町", "Town", "町"),
    "facility": _words("施設", "Facility", "しせつ"),
    # who a section belongs to
    "ward": _words("区役所", "Ward office", "くやくしょ"),
    "city": _words("市", "City", "市"),
    "partner": _words("関係機関", "Partners", "ほかの ところ"),
}
