"""How urgent a text is, and what in it is sensitive: declared words, with denial, fear and the end of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiwang.algorithms.api import sensitive_words, urgency_of


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("三楼厨房燃气泄漏，整栋楼都是味道", "urgent"),
        ("路灯杆漏电，孩子碰了一下", "urgent"),
        ("人行道突然塌陷一个大坑", "urgent"),
        ("老人被困在电梯里", "urgent"),
        ("工地上有人受伤", "urgent"),
        ("围墙即将倒塌，快来看看", "urgent"),
        ("门口的井盖缺失好几天", "important"),
        ("外墙脱落砸坏车", "important"),
        ("楼下烧烤油烟扰民", "general"),
        ("请问养老金如何办理转移", "notice"),
        ("想咨询一下公积金提取", "notice"),
        ("", "general"),
        # Denied, over, harmless, or another thing of that name.
        ("追尾了，幸好没有人受伤", "general"),
        ("两车相撞，未造成人员受伤", "general"),
        ("无人被困，就是电梯门关不上", "general"),
        ("没有发生燃气泄漏，只是想问表在哪里", "notice"),
        ("漏电保护器老是跳闸", "general"),
        ("燃气泄漏报警器去哪里领", "general"),
        ("昨天的漏电已经修好了，谢谢", "general"),
        ("小区要搞火灾演练，广播太吵", "general"),
        ("汽车轮胎漏气被扣分", "general"),
        ("经抢救脱离生命危险", "general"),
        # Feared: one grade less.
        ("担心围墙倒塌", "important"),
        ("这样下去会不会爆炸", "important"),
        ("希望采取措施防止塌方", "important"),
        # Denial ends with its clause, and denies only what follows at once.
        ("没有围栏，有人受伤", "urgent"),
        ("没有围栏导致有人受伤", "urgent"),
        ("漏电一直没有修好", "urgent"),
        ("漏电的问题请尽快解决", "urgent"),
        ("请问路灯漏电归谁管", "urgent"),
    ],
)
def test_the_level_of_a_sentence(text: str, level: str) -> None:
    assert urgency_of(text).level == level


def test_the_reason_quotes_the_words_and_says_that_it_is_a_rule() -> None:
    found = urgency_of("燃气泄漏，楼道里有人晕倒")
    assert found.words == ("燃气泄漏", "晕倒")
    assert all(word in found.reason_zh and word in found.reason_en for word in found.words)
    assert found.confidence > urgency_of("燃气泄漏").confidence > urgency_of("担心燃气泄漏").confidence
    assert "规则" in urgency_of("路边停车收费").reason_zh
    assert "降一级" in urgency_of("担心燃气泄漏").reason_zh


def test_spaces_full_width_and_unseen_characters_hide_nothing() -> None:
    assert urgency_of("燃 气\u200b泄　漏").level == "urgent"
    assert [one.word for one in sensitive_words("我想自 \u200b杀")] == ["自杀"]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("再不解决我就跳楼", ["self_harm"]),
        ("实在活不下去了", ["self_harm"]),
        ("几十个工人在门口拉横幅堵路", ["gathering", "gathering"]),
        ("你们不管我就同归于尽", ["extreme"]),
        ("水库大坝出现管涌", ["danger"]),
        ("业主聚集，有人说要放火", ["gathering", "extreme"]),
        ("担心发生爆炸", ["danger"]),
        ("商场跳楼价清仓，广告扰民", []),
        ("我没有轻生的念头，只是讨说法", []),
        ("桥下没有发生坍塌", []),
        ("游乐场跳楼机票价不公开", []),
        ("路灯不亮", []),
    ],
)
def test_the_sensitive_words_of_a_sentence(text: str, kinds: list[str]) -> None:
    assert [one.kind for one in sensitive_words(text)] == kinds


@given(st.text(max_size=400))
def test_any_text_is_answered(text: str) -> None:
    assert urgency_of(text).level in ("notice", "general", "important", "urgent")
    sensitive_words(text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("有人站在桥上要跳桥", "self_harm"),
        ("她在房间里烧炭，留了遗书", "self_harm"),
        ("再不给说法我就自焚", "self_harm"),
        ("工人爬上塔吊要工钱", "self_harm"),
        ("吃安眠药了，叫不醒", "self_harm"),
        ("两百多名工人讨薪堵路", "gathering"),
        ("家长聚集在校门口不肯走", "gathering"),
        ("村民把国道围了，要堵国道", "gathering"),
        ("两村械斗，越来越多的人", "gathering"),
        ("楼道里发现疑似炸弹", "extreme"),
        ("候车室有一个爆炸物", "extreme"),
        ("有人往水库投毒", "extreme"),
        ("我女儿被绑架了", "extreme"),
        ("有人劫持了公交车", "extreme"),
        ("他提着桶说要泼汽油", "extreme"),
        ("孩子在市场被人拐走", "extreme"),
        ("桥梁断裂，车掉下去了", "danger"),
        ("冷库氨气泄漏，闻到刺鼻味", "danger"),
        ("油罐车侧翻在高速口", "danger"),
        ("水库溃堤了", "danger"),
        ("有小孩溺水", "danger"),
        ("孩子走失两个小时了", "danger"),
        ("寻找走失儿童，穿红衣服", "danger"),
        ("广场发生踩踏", "danger"),
        ("渔船在港口外翻船", "danger"),
    ],
)
def test_what_is_grave_is_found_in_the_first_appeal_that_says_it(text: str, kind: str) -> None:
    assert kind in [one.kind for one in sensitive_words(text)]


@pytest.mark.parametrize(
    "text",
    [
        "楼下炸鸡店油烟大",
        "服装店天天喊跳楼价，吵",
        "理发店给孩子烫成爆炸头，不肯退款",
        "小卖部卖爆炸糖给小学生",
        "广告爆炸式增长，弹窗关不掉",
        "物业这是道德绑架",
        "浏览器主页被劫持，是不是流量劫持",
        "酒吧卖深水炸弹，喧哗到半夜",
        "收到短信炸弹，怎么举报",
        "这部剧引爆全网，影院排队",
        "年轻生活区缺少篮球场",
        "请减轻生产企业负担",
        "残疾人自残疾证办理后没有补贴",
        "每天晚上吊车施工",
        "电梯又罢工了",
        "空调经常罢工，物业不修",
        "乱停车堵门口出不去",
        "大货车堵路，过不去",
        "垃圾堵路没人清",
        "长者中心静坐冥想班几点开",
        "烧炭烧烤摊油烟扰民",
        "楼上落水管坏了，滴水",
        "学校开展防溺水宣传",
        "水库边没有防溺水警示牌",
        "剧本杀人游戏馆扰民",
        "自助店里放火锅底料过期",
        "热得想死人了，公交不开空调",
        "听到消息泪水决堤，感谢医生",
        "枪花开枪补漆店占道",
    ],
)
def test_what_only_sounds_grave_calls_nobody(text: str) -> None:
    assert sensitive_words(text) == []
    assert urgency_of(text).level != "urgent"
