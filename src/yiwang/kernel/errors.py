"""Expected refusals: a class with an HTTP status, a stable code and a sentence in two languages."""

from __future__ import annotations

from typing import Any, ClassVar


class Refusal(Exception):
    """Something asked for that is refused, and why. Subclasses are the vocabulary; details fill the sentence.

    `zh` and `en` are `str.format` templates over the details given to the constructor.
    """

    status: ClassVar[int] = 400
    code: ClassVar[str] = "refused"
    zh: ClassVar[str] = "请求被拒绝。"
    en: ClassVar[str] = "The request was refused."

    def __init__(self, **details: Any) -> None:
        self.details = details
        super().__init__(self.sentence("en"))

    def sentence(self, language: str) -> str:
        return (self.zh if language.startswith("zh") else self.en).format(**self.details)

    def problem(self) -> dict[str, Any]:
        """The one error shape of the house (RFC 9457 problem details)."""
        return {
            **self.details,
            "type": f"urn:yiwang:problem:{self.code}",
            "title": self.code,
            "status": self.status,
            "code": self.code,
            "detail": self.sentence("zh"),
            "zh": self.sentence("zh"),
            "en": self.sentence("en"),
        }


class Invalid(Refusal):
    status = 422
    code = "invalid"
    zh = "请求内容有误：{reason}"
    en = "The request is not valid: {reason}"


class Unauthenticated(Refusal):
    status = 401
    code = "unauthenticated"
    zh = "请先登录。"
    en = "Sign in first."


class Forbidden(Refusal):
    status = 403
    code = "forbidden"
    zh = "您没有这项权限。"
    en = "You do not have this permission."


class NotFound(Refusal):
    status = 404
    code = "not_found"
    zh = "没有找到，或不在您的可见范围内。"
    en = "Not found, or outside what you may see."


class Conflict(Refusal):
    status = 409
    code = "conflict"
    zh = "他人刚刚改过，请刷新后再试。"
    en = "Someone changed this a moment ago; refresh and try again."


class Unavailable(Refusal):
    status = 503
    code = "unavailable"
    zh = "服务暂时不可用，请稍后再试；已确认收到的内容不会丢失。"
    en = "The service is unavailable for now, try again shortly; nothing acknowledged is lost."
