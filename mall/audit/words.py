"""What acts and their subjects are called, for who reads the records: a verb is kept as ``product.edit``.

The moves of a life cycle are called as its table calls them; the words of all other verbs stand here.
"""

from __future__ import annotations

from typing import Protocol

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from mall.subjects import model_of

VERBS = {
    "shop.edit": _("修改店铺设置"),
    "shop.leave": _("退出店铺"),
    "shop_holiday.plan": _("安排店铺休息"),
    "sanction.outcome": _("登记移送结果"),
    "invitation.invite": _("邀请成员"),
    "invitation.send_again": _("重新发送邀请"),
    "violation.state": _("店铺陈述"),
    "violation.waive": _("店铺没有要说的"),
    "violation.unheard": _("陈述期满，店铺没有陈述"),
    "sanction.impose": _("作出处理决定"),
    "demand.ask": _("提出要求"),
    "appeal.make": _("提出申诉"),
    "shop.verify": _("复核店铺资料"),
    "permit.require": _("设定类目许可要求"),
    "permit.release": _("取消类目许可要求"),
    "document.write": _("填写资质文件"),
    "application.write": _("填写入驻申请"),
    "application.start": _("开始入驻申请"),
    "application.sign": _("签署入驻协议"),
    "application.deposit": _("登记保证金"),
    "attribute.create": _("新建参数"),
    "attribute.edit": _("修改参数"),
    "attribute.remove": _("停用参数"),
    "campaign.create": _("新建活动"),
    "campaign.edit": _("修改活动"),
    "campaign.end": _("结束活动"),
    "category.create": _("新建分类"),
    "category.edit": _("修改分类"),
    "clearance.hand_over": _("移交名下工作"),
    "clearance.open": _("开离职交接单"),
    "clock.revive": _("重试时限"),
    "commission.set": _("设定佣金率"),
    "application.apply": _("投递应聘"),
    "application.forget": _("删除应聘人的个人信息"),
    "application.review": _("资格审查"),
    "course.plan": _("制订培训计划"),
    "cycle.open": _("开始考核"),
    "employee.decide": _("奖惩与晋升"),
    "opening.close": _("结束招聘"),
    "opening.publish": _("发布招聘"),
    "attendance.recompute": _("重算考勤"),
    "correction.ask": _("申请补卡"),
    "employee.enrol": _("登记参保"),
    "employee.unenrol": _("停止参保"),
    "pay.compute": _("计算工资"),
    "pay.export": _("导出工资表"),
    "paygrade.open": _("设立薪级"),
    "paygrade.place": _("评定薪级"),
    "paygrade.rate": _("设定薪级标准"),
    "duty.lapse": _("记录在岗情况"),
    "duty.release": _("提前放行"),
    "notice.publish": _("发布通告"),
    "delivery.retry": _("重新发送通知"),
    "department.appoint_head": _("任命负责人"),
    "department.open": _("设立部门"),
    "department.rename": _("部门改名"),
    "cover.require": _("设定在岗要求"),
    "duty.assign": _("安排值班"),
    "duty.cancel": _("取消值班"),
    "employee.breach": _("记录违纪"),
    "employee.withdraw_breach": _("撤销违纪记录"),
    "employee.correct": _("更正员工资料"),
    "employee.grade": _("评定工种和等级"),
    "employee.hire": _("录用"),
    "employee.move": _("调岗"),
    "employee.report_to": _("变更上级"),
    "file.store": _("存入文件"),
    "freight.create": _("新建运费模板"),
    "freight.edit": _("修改运费模板"),
    "freight.remove": _("删除运费模板"),
    "holiday.enter": _("录入节假日"),
    "import.upload": _("上传表格"),
    "job_type.name": _("命名工种"),
    "meeting.record": _("记录会议"),
    "leave.ask": _("申请请假"),
    "leave.certify": _("交病假证明"),
    "order.ask_cancel": _("申请取消订单"),
    "order.withdraw_cancel": _("撤回取消申请"),
    "order.extend_receipt": _("延长收货时间"),
    "order.late": _("记为逾期未发货"),
    "order.ship_parcel": _("发出包裹"),
    "parcel_report.delete_photos": _("删除到期的包裹照片"),
    "pattern.people": _("编排轮班人员"),
    "pattern.save": _("保存轮班方案"),
    "payment_event.resolve": _("核对支付事件"),
    "payout.draft": _("拟结算付款"),
    "payout.hold": _("冻结货款"),
    "payout.lift": _("解除冻结"),
    "payout_account.propose": _("登记收款账户"),
    "payout_account.take_over": _("沿用入驻时的收款账户"),
    "payout_event.resolve": _("核对付款差异"),
    "position.change": _("修改岗位"),
    "position.open": _("设立岗位"),
    "product.add_picture": _("添加图片"),
    "product.add_sku": _("添加规格"),  # this one, retire_sku and revive_sku: in the records of older malls
    "product.choose_freight": _("选择运费模板"),
    "product.copy": _("复制商品"),
    "product.create": _("新建商品"),
    "product.crop_picture": _("裁剪图片"),
    "product.describe_picture": _("填写图片说明"),
    "product.edit": _("修改商品"),
    "product.remove_picture": _("移除图片"),
    "product.reorder_pictures": _("调整图片次序"),
    "product.retire_sku": _("停售规格"),
    "product.revive_sku": _("恢复规格"),
    "product.save_skus": _("保存规格"),
    "refund.ask": _("发起退款"),
    "shipment.dismiss_objection": _("驳回买家异议"),
    "shipment.object": _("买家提出异议"),
    "shipment.uphold_objection": _("支持买家异议"),
    "resolution.record": _("记录决议"),
    "review.reply": _("回复评价"),
    "review.write": _("发表评价"),
    "roster.generate": _("生成班表"),
    "rulebook.amend": _("修订规则"),
    "rulebook.publish": _("发布规则"),
    "seat.appoint": _("任命委员"),
    "seat.open": _("设立席位"),
    "shift_kind.save": _("保存班种"),
    "shop.add_member": _("添加店铺成员"),
    "shop.change_role": _("变更成员角色"),
    "shop.create": _("新建店铺"),
    "shop.remove_member": _("移除店铺成员"),
    "target.set": _("下达指标"),
    "swap.propose": _("提出换班"),
    "swap.repay": _("还班"),
    "trade.place": _("下单"),
    "user.create": _("注册账户"),
    "user.end_session": _("退出设备"),
    "user.find": _("查找用户"),
    "user.find_nobody": _("查找用户，没有找到"),
    "user.verify_phone": _("验证手机号"),
    "violation.report": _("上报违规"),
    "finding.report": _("登记隐患"),
    "round_plan.change": _("修改巡查计划"),
    "round_plan.make": _("制订巡查计划"),
    "entry.open": _("登记部门工作"),
    "entry.rewrite": _("修改部门工作"),
    "entry.route": _("转交用户反馈"),
    "session.plan": _("安排培训场次"),
    "level.end": _("收回密级授权"),
    "level.grant": _("授予密级"),
    "paper.classify": _("改变密级"),
    "paper.register": _("登记文件"),
    "paper.version": _("登记文件版本"),
    "paper.withdraw": _("停用文件"),
    "text.govern": _("设定规程所管页面"),
    "text.publish": _("发布守则或规程"),
    "text.withdraw": _("撤回守则或规程"),
    "text.write": _("新建守则或规程"),
    "visit.announce": _("登记来访"),
    "visit.forget": _("删除访客的个人信息"),
    "visitor.block": _("列入谢绝来访名单"),
    "visitor.lift": _("移出谢绝来访名单"),
}


class Moves(Protocol):
    """What a life cycle calls its states and the moves between them."""

    @property
    def name(self) -> str: ...

    @property
    def states(self) -> type[TextChoices]: ...

    def label(self, state: str) -> object: ...

    def has(self, action: str) -> bool: ...

    def action_label(self, action: str) -> object: ...


_moves: dict[str, Moves] = {}


def know(lifecycle: Moves) -> None:
    """Have the acts of ``lifecycle`` told in its own words."""
    _moves[lifecycle.name] = lifecycle


def verb_words(verb: str) -> str:
    """What was done, in the reader's language; the verb itself where nobody has named it."""
    name, _dot, action = verb.partition(".")
    lifecycle = _moves.get(name)
    if lifecycle and lifecycle.has(action):
        return str(lifecycle.action_label(action))
    return str(VERBS.get(verb, verb))


def move_words(verb: str, data: dict) -> str:
    """``待付款 → 已付款`` of an act that moved a state; '' for others."""
    lifecycle = _moves.get(verb.partition(".")[0])
    states = [str(data.get("from")), str(data.get("to"))]
    if lifecycle is None or not all(state in lifecycle.states.values for state in states):
        return ""
    return " → ".join(str(lifecycle.label(state)) for state in states)


def subject_words(kind: str, pk: int | None, name: str = "") -> str:
    """``订单 #12`` for ("orders.order", 12), with its ``name`` where that is known."""
    try:
        what = model_of(kind)._meta.verbose_name
    except (LookupError, ValueError):
        what = kind
    return " ".join([str(what), *([f"#{pk}"] if pk is not None else []), *([name] if name else [])])
