"""Appeals in our own words: generated from a seed, as long and as mixed as those that cities receive.

Lengths follow a published sample of 200 appeals: subjects of 11 to 29 characters, bodies with a median of 190
and a mean of 360 characters, one in twenty above 1,200. Every body also speaks of other matters, so that no
single word decides.
"""

from __future__ import annotations

from yiwang.algorithms.contracts import TextRow
from yiwang.kernel import chance

TOPICS = {
    "城乡建设": [
        "楼上装修砸了承重墙",
        "小区电梯三天两头停运",
        "外墙瓷砖脱落砸到车",
        "开发商迟迟不办不动产证",
        "物业费涨了保洁却没人做",
        "违建的铁皮棚挡住采光",
        "自来水发黄有异味",
        "下水道返水倒灌一楼",
        "燃气管道多年没有检修",
        "老旧小区改造停在一半",
        "地下车库漏水积水",
        "围挡圈了半年没有动工",
    ],
    "交通运输": [
        "公交车半小时等不来一趟",
        "路口红绿灯配时太短",
        "网约车司机中途甩客",
        "出租车不打表乱要价",
        "公路坑洼颠坏轮胎",
        "地铁站出口共享单车堆满",
        "货车超载碾坏乡道",
        "路边停车收费没有票据",
        "斑马线磨得看不清",
        "客运站售票员态度生硬",
        "桥面伸缩缝咣当作响",
        "隧道里照明坏了一排",
    ],
    "环境保护": [
        "烧烤摊油烟直排窗前",
        "河水发黑冒泡死鱼",
        "工厂半夜偷排废气",
        "砂石厂扬尘满天",
        "工地夜里打桩吵得睡不着",
        "养猪场粪水流进水塘",
        "露天焚烧秸秆和塑料",
        "垃圾填埋场臭味飘进教室",
        "加工厂废水颜色发红",
        "广场舞音箱开到深夜",
        "医疗废物丢在路旁",
        "喷漆房气味刺鼻",
    ],
    "教育文体": [
        "幼儿园学位摇号不公开",
        "老师课后有偿补课",
        "学校食堂饭菜有异物",
        "培训机构关门不退学费",
        "转学手续跑了四趟",
        "教师绩效工资没有发",
        "操场塑胶跑道气味大",
        "校车超员没有照管员",
        "图书馆周末闭馆",
        "中考加分名单没有公示",
        "体育馆收费不对学生开放",
        "作业布置到夜里十一点",
    ],
    "卫生计生": [
        "医院挂号排队两小时",
        "医保报销比例算错",
        "疫苗接种点没有预约号",
        "诊所没有执业许可",
        "急诊推诿病人",
        "住院押金迟迟不退",
        "生育登记系统打不开",
        "乡镇卫生院没有儿科医生",
        "体检报告把名字弄错",
        "药房高价卖口罩",
        "护士扎针三次都没扎准",
        "独生子女补助停发",
    ],
    "劳动和社会保障": [
        "包工头拖欠工资两个月",
        "公司不缴养老保险",
        "工伤认定等了半年",
        "试用期被无故辞退",
        "退休金算少了年限",
        "失业金申领被退回",
        "社保卡补办不给进度",
        "加班没有加班费",
        "劳动合同不给本人一份",
        "高温补贴从来没发",
        "劳务派遣同工不同酬",
        "农民工讨薪被推来推去",
    ],
    "商贸旅游": [
        "预付卡商家关门跑路",
        "网购退货商家不认",
        "景区门票乱加价",
        "旅行社擅自改行程",
        "超市卖过期食品",
        "饭店宰客菜单没有标价",
        "酒店预订付款后没有房",
        "导游强迫进店购物",
        "农贸市场短斤少两",
        "二手车里程表被调过",
        "家电维修乱换零件",
        "健身房办卡后涨价",
    ],
}
SAID = [
    "您好，我是住在{place}的居民",
    "打了几次电话都说已经登记",
    "希望有关部门尽快派人来看看",
    "这件事已经拖了{months}个月",
    "大家意见很大",
    "家里有老人和小孩实在受不了",
    "此前也反映过但没有答复",
    "恳请领导百忙之中过问",
    "到现场问了一圈没有人负责",
    "我们提供照片和录音为证",
    "请依法依规处理并书面答复",
    "谢谢您的辛苦付出",
    "上一次的回复和实际情况不符",
    "从{hour}点一直到晚上都是这样",
    "涉及的住户大约有{many}户",
    "附近就是{place}的路口",
    "请问到底归哪个单位管",
    "不要再互相推诿了",
    "如果方便请电话联系我",
    "我们愿意配合调查",
]
SURNAMES = "东西南北中上下新老大小金银云松柏杨柳梅兰竹菊荷桂"
PLACES = ("小区", "花园", "路", "街", "村", "社区", "广场", "家园", "巷", "苑")
WORDS = (
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成"
    "会可主发年动同工也能下过子说产种面而方后多定行学法所民得经"
)


def appeals(many: int, seed: int = 1, mixed: float = 0.35, wrong: float = 0.0) -> list[TextRow]:
    """`many` appeals of subject and body, labelled by topic.

    `mixed` is the share of the telling sentences that speak of another topic, `wrong` that of wrong labels.
    """
    random = chance.rng("appeals", seed=seed)
    topics = list(TOPICS)

    def place() -> str:
        return "".join(random.sample(SURNAMES, 2)) + random.choice(PLACES)

    def telling(topic: str) -> str:
        other = random.choice(topics) if random.random() < mixed else topic
        return random.choice(TOPICS[other])

    made = []
    for _ in range(many):
        topic = random.choice(topics)
        subject = f"{place()}{telling(topic)}{random.choice(('', '，请处理', '，何时能解决', '，急'))}"
        length, body = min(random.lognormvariate(5.24, 1.1), 2_800), ""
        while len(body) < length:
            if random.random() < 0.12:
                body += telling(topic)
            elif random.random() < 0.5:
                body += "".join(random.choices(WORDS, k=random.randint(4, 14)))
            else:
                body += random.choice(SAID).format(
                    place=place(),
                    months=random.randint(2, 9),
                    hour=random.randint(5, 9),
                    many=random.randint(9, 300),
                )
            body += random.choice("，，，。；！？")
        label = random.choice(topics) if random.random() < wrong else topic
        made.append(TextRow(fields=(subject, body[:2_800]), label=label))
    return made
