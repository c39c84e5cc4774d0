"""A record as JSON Schema (draft 2020-12), for editors; and what its fields say of themselves.

An editor completes and underlines while somebody writes; what is taken is decided by the loader alone.
"""

from __future__ import annotations

import ast
import dataclasses
import inspect
import textwrap
import types
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from yiwang.kernel.declarations._build import hints_of, is_required, spelled
from yiwang.kernel.declarations._types import In, Limits, Pattern, Quantity, Size, Words

DRAFT = "https://json-schema.org/draft/2020-12/schema"


_known: dict[type[Any], dict[str, Words]] = {}


def field_docs(cls: type[Any]) -> Mapping[str, Words]:
    """The docstring of each field: Chinese up to its last full stop (。), English after it."""
    if cls not in _known:
        _known[cls] = _field_docs(cls)
    return _known[cls]


def _field_docs(cls: type[Any]) -> dict[str, Words]:
    found: dict[str, Words] = {}
    for base in reversed(cls.__mro__):
        if not dataclasses.is_dataclass(base):
            continue
        body = ast.parse(textwrap.dedent(inspect.getsource(base))).body[0]
        assert isinstance(body, ast.ClassDef)
        named = ""
        for one in body.body:
            if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name):
                named = one.target.id
            elif named and isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant):
                found[named] = _two_languages(str(one.value.value))
            if not isinstance(one, ast.AnnAssign):
                named = ""
    return found


def _two_languages(text: str) -> Words:
    text = " ".join(text.split())
    stop = text.rfind("。") + 1
    return Words(zh=text[:stop].strip(), en=text[stop:].strip())


def json_schema(form: Any, *, title: str) -> dict[str, Any]:
    """The schema of what `load_yaml` takes as `form`: a record, or several told apart by a fixed word."""
    known: dict[str, Any] = {}
    top = _schema(form, (), known)
    return {"$schema": DRAFT, "title": title, **top, "$defs": known}


def _schema(hint: Any, marks: tuple[Any, ...], known: dict[str, Any]) -> dict[str, Any]:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _schema(arguments[0], (*arguments[1:], *marks), known)
    if isinstance(hint, type) and dataclasses.is_dataclass(hint) and hint is not Quantity:
        return _record(hint, known)
    if origin in (Union, types.UnionType):
        found = [_schema(one, marks, known) for one in arguments if one is not type(None)]
        return found[0] if len(found) == 1 else {"anyOf": found}
    if origin in (list, tuple, Sequence):
        many = next((mark for mark in marks if isinstance(mark, Size)), None)
        sized = {"minItems": many.at_least, "maxItems": many.at_most} if many else {}
        return {"type": "array", "items": _schema(arguments[0] if arguments else str, (), known), **sized}
    if origin in (dict, Mapping):
        words = get_args(arguments[0]) if get_origin(arguments[0]) is Literal else ()
        inner = _schema(arguments[1], (), known)
        if words:
            return {
                "type": "object",
                "properties": {str(word): inner for word in words},
                "additionalProperties": False,
            }
        return {"type": "object", "additionalProperties": inner}
    if origin is Literal:
        return {"enum": [*arguments, *(int(word) for word in arguments if str(word).isdecimal())]}
    return _single(hint, marks)


def _single(hint: Any, marks: tuple[Any, ...]) -> dict[str, Any]:
    if any(isinstance(mark, In) for mark in marks) or hint in (Quantity, timedelta, datetime, date):
        return {"type": "string"}
    if hint is bool:
        return {"type": "boolean"}
    made: dict[str, Any] = {
        "type": {int: "integer", float: "number"}.get(hint, ["string", "number", "boolean"])
    }
    for mark in marks:
        if isinstance(mark, Limits):
            names = {"ge": "minimum", "gt": "exclusiveMinimum", "le": "maximum", "lt": "exclusiveMaximum"}
            said = {name: getattr(mark, key) for key, name in names.items()}
            made |= {name: value for name, value in said.items() if value is not None}
        elif isinstance(mark, Pattern):
            made["pattern"] = f"^(?:{mark.regex})$"
        elif isinstance(mark, Size):
            made |= {"minLength": mark.at_least, "maxLength": mark.at_most}
    return made


def _record(cls: type[Any], known: dict[str, Any]) -> dict[str, Any]:
    name = f"{cls.__module__.split('.')[-2]}.{cls.__name__}"
    if name not in known:
        known[name] = {}  # a record may hold itself
        hints, docs = hints_of(cls), field_docs(cls)
        properties = {}
        for field in dataclasses.fields(cls):
            said = docs.get(field.name)
            made = _schema(hints[field.name], (), known)
            properties[spelled(field.name)] = (
                {**made, "description": f"{said.zh} {said.en}"} if said else made
            )
        known[name] = {
            "type": "object",
            "properties": properties,
            "required": [spelled(field.name) for field in dataclasses.fields(cls) if is_required(field)],
            "additionalProperties": False,
        }
    return {"$ref": f"#/$defs/{name}"}
