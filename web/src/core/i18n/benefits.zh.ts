/** 政策申领(不用登录)的中文文字。 */
const benefits = {
  benefit: {
    title: '政策申领',
    lead: '收到政策告知的，凭告知上的编号和领取码查看、申领，不用登录，不用再交材料。免申即享的政策无需申领。',
    number: '编号（城市码）',
    code: '领取码',
    hint: '编号和领取码在政策告知上；遗失请联系告知您的单位。',
    look: '查看我的政策',
    need: '请填写编号和领取码。',
    who: '申领人',
    amount: '应享金额',
    yuan: '{n} 元',
    until: '{day} 截止',
    automatic: '免申即享，无需申领',
    claim: '一键申领',
    claimed: '申领已收到，核准后兑付。',
    asks: '条件',
    basis: '依据',
    worth: '标准',
    list: '正在受理的政策',
    none: '现在没有正在受理的政策。',
    demonstration: '演示',
    lost: '没有连上，请再试一次。',
  },
}

export default benefits
