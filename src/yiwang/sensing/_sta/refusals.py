"""What the SensorThings door refuses, and why."""

from __future__ import annotations

from yiwang.kernel.errors import Conflict, Forbidden, NotFound, Refusal


class BadQuery(Refusal):
    """An address or a query option that cannot be read; `position` is the place in it, from 0."""

    status = 400
    code = "sensing.sta_bad_query"
    zh = "{option} 在第 {position} 个字符处有误：{reason_zh}"
    en = "{option} is wrong at character {position}: {reason_en}"


class NotComputable(Refusal):
    """A query that is well formed but has no value for some row it meets."""

    status = 400
    code = "sensing.sta_not_computable"
    zh = "查询无法计算：{reason_zh}"
    en = "The query cannot be computed: {reason_en}"


class BadEntity(Refusal):
    """A body that does not make an entity; `faults` lists everything wrong with it."""

    status = 400
    code = "sensing.sta_bad_entity"
    zh = "请求正文有 {count} 处错误：{first_zh}"
    en = "The body has {count} faults: {first_en}"


class NoSuchPath(NotFound):
    code = "sensing.sta_no_such_path"
    zh = "没有这个资源：{path}"
    en = "There is no such resource: {path}"


class MethodRefused(Refusal):
    status = 405
    code = "sensing.sta_method_refused"
    zh = "此资源不接受 {method}。"
    en = "This resource does not take {method}."


class NotYours(Forbidden):
    code = "sensing.sta_not_yours"
    zh = "您不能改动 {entity}({id})。"
    en = "You may not change {entity}({id})."


class DeclaredElsewhere(Conflict):
    code = "sensing.sta_declared_elsewhere"
    zh = "{entity}({id}) 由专题包声明，请在包中修改。"
    en = "{entity}({id}) is declared by a pack; change it there."


class IdTaken(Conflict):
    code = "sensing.sta_id_taken"
    zh = "编号 {id} 已被使用过，不能再用。"
    en = "The id {id} was used before and is not given twice."


class TooMuch(Conflict):
    code = "sensing.sta_too_much"
    zh = "{what_zh}，一次处理不了，请缩小范围。"
    en = "{what_en}; that is too much at once, ask for less."
