"""The only way an HTTP operation comes into being: it says who may call it, and what it will tell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast

import django.http
from ninja import NinjaAPI, Router
from ninja.errors import ConfigError

from yiwang.identity import _sessions
from yiwang.identity._scope import require
from yiwang.identity.contracts import Subject
from yiwang.identity.roles import PERMISSIONS
from yiwang.kernel.errors import Forbidden, Unauthenticated
from yiwang.kernel.facts import Fact

UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
View = TypeVar("View", bound=Callable[..., Any])


class HttpRequest(django.http.HttpRequest):
    """A request whose subject is known."""

    subject: Subject


def source_of(request: django.http.HttpRequest) -> str:
    """Where a request comes from: what the limits of those who do not sign in are counted by.

    Behind a proxy that YIWANG_TRUSTED_PROXIES names, the server has put the address here that this proxy
    heard; what any other says of itself is not believed.
    """
    return str(request.META.get("REMOTE_ADDR", ""))


class MissingCsrf(Forbidden):
    code = "identity.csrf"
    zh = "请求缺少或带错了防伪标记，请刷新页面后再试。"
    en = "The X-CSRF-Token header is missing or wrong; reload the page and try again."


class PasswordExpired(Forbidden):
    code = "identity.password_expired"
    zh = "口令已到期，请先修改口令。"
    en = "Your password has expired; change it first."


class Guard:
    """The authentication callback of one operation: session, CSRF header, permission, in this order."""

    def __init__(self, permission: str | None, *, expired_password_ok: bool = False) -> None:
        self.permission = permission
        self.expired_password_ok = expired_password_ok

    def __call__(self, request: django.http.HttpRequest) -> Subject:
        found = _sessions.find_session(request.COOKIES.get(_sessions.COOKIE, ""))
        if found is None:
            raise Unauthenticated()
        if request.method in UNSAFE and not _sessions.csrf_matches(
            found, request.headers.get("X-CSRF-Token", "")
        ):
            raise MissingCsrf()
        subject = _sessions.subject_of_session(found)
        if subject.must_change_password and not self.expired_password_ok:
            raise PasswordExpired()
        if self.permission is not None:
            require(subject, self.permission)
        cast(HttpRequest, request).subject = subject
        return subject


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteRule:
    """What one operation declared of itself."""

    permission: str | None
    public: bool
    signed_in: bool
    tells: tuple[type[Fact], ...] | None
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteRow:
    """One line of the route table."""

    methods: tuple[str, ...]
    path: str
    name: str
    rule: RouteRule | None


RULE = "_yiwang_rule"


class Routes(Router):
    """A ninja router whose every operation names its permission, or says that it is public.

    `permission="cases.take"` · `public=True` (no sign-in) · `signed_in=True` (any signed-in person, for the
    session itself). An unsafe operation also names the facts that it tells: `tells=(CaseTaken,)`; `tells=()`
    asks for `because="…"`. The route-table test walks these.
    """

    def api_operation(
        self,
        methods: list[str],
        path: str,
        *,
        permission: str | None = None,
        public: bool = False,
        signed_in: bool = False,
        tells: Sequence[type[Fact]] | None = None,
        because: str = "",
        **rest: Any,
    ) -> Callable[[View], View]:
        if (permission is not None) + public + signed_in != 1:
            raise ConfigError(
                f"{methods} {path}: say permission=…, or public=True, or signed_in=True; just one"
            )
        if permission is not None and permission not in PERMISSIONS:
            raise ConfigError(f"{methods} {path}: there is no permission {permission!r} in identity/roles.py")
        if tells is not None and not tells and not because:
            raise ConfigError(f"{methods} {path}: an operation that tells nothing says because=…")
        if rest.get("auth") not in (None,) and "auth" in rest:
            rest.pop("auth")
        rest["auth"] = None if public else Guard(permission, expired_password_ok=signed_in)
        extra = dict(rest.pop("openapi_extra", None) or {})
        extra["x-permission"] = permission or ("public" if public else "signed-in")
        rule = RouteRule(
            permission=permission,
            public=public,
            signed_in=signed_in,
            tells=None if tells is None else tuple(tells),
            because=because,
        )
        register = super().api_operation(methods, path, openapi_extra=extra, **rest)

        def decorate(view: View) -> View:
            setattr(view, RULE, rule)
            return register(view)

        return decorate

    def get(self, path: str, **given: Any) -> Callable[[View], View]:
        return self.api_operation(["GET"], path, **given)

    def post(self, path: str, **given: Any) -> Callable[[View], View]:
        return self.api_operation(["POST"], path, **given)

    def put(self, path: str, **given: Any) -> Callable[[View], View]:
        return self.api_operation(["PUT"], path, **given)

    def patch(self, path: str, **given: Any) -> Callable[[View], View]:
        return self.api_operation(["PATCH"], path, **given)

    def delete(self, path: str, **given: Any) -> Callable[[View], View]:
        return self.api_operation(["DELETE"], path, **given)


def route_table(api: NinjaAPI) -> list[RouteRow]:
    """Every operation of `api` with what it declared; `rule` is None where it did not pass through Routes."""
    rows: list[RouteRow] = []
    for prefix, router in api._routers:
        for path, view in router.path_operations.items():
            for operation in view.operations:
                rule = getattr(operation.view_func, RULE, None)
                guarded = any(isinstance(callback, Guard) for callback in operation.auth_callbacks)
                if rule is not None and not rule.public and not guarded:
                    rule = None
                rows.append(
                    RouteRow(
                        methods=tuple(operation.methods),
                        path=f"{prefix}{path}",
                        name=operation.view_func.__qualname__,
                        rule=rule,
                    )
                )
    return rows


def route_faults(rows: Sequence[RouteRow]) -> list[str]:
    """What is wrong with a route table: no permission named, or an unsafe operation that tells nothing."""
    faults: list[str] = []
    for row in rows:
        where = f"{'/'.join(row.methods)} {row.path} ({row.name})"
        if row.rule is None:
            faults.append(f"{where}: no permission. Make it with identity.api.Routes.")
        elif UNSAFE.intersection(row.methods) and row.rule.tells is None:
            faults.append(f"{where}: changes state and names no fact. Add tells=(TheFact,).")
    return faults
