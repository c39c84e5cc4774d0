"""What a text of an entry may be, and what is wrong with one. No table is touched."""

from __future__ import annotations

import re
from dataclasses import asdict
from datetime import date
from typing import Any, TypedDict

from yiwang.documents.declarations import ANSWER, KEYWORD, KEYWORDS, QUESTION, QUESTIONS, TITLE, KnowledgeForm
from yiwang.kernel.declarations import Size

REASON = (2, 500)
EXCERPT = 90
MATTERS = 20
# An identity number or a mobile telephone stands for a person; a hotline or a landline does not.
_PERSONAL = re.compile(r"(?<!\d)(?:\d{17}[\dXx]|1[3-9]\d{9})(?!\d)")
_MATTER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


class Flaw(TypedDict):
    """One thing to change: the field, and the sentence for a person."""

    where: str
    zh: str
    en: str


def tidy(form: KnowledgeForm) -> KnowledgeForm:
    """The same text without control characters, blank edges, empty and double lines."""
    return KnowledgeForm(
        title=_line(form.title),
        answer=_block(form.answer),
        questions=_lines(form.questions),
        keywords=_lines(form.keywords),
        matters=_lines(form.matters),
        area=_line(form.area),
        public=form.public,
        valid_from=form.valid_from,
        valid_until=form.valid_until,
        review_due=form.review_due,
    )


def _line(text: str) -> str:
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _lines(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line for text in texts if (line := _line(text))))


def _block(text: str) -> str:
    """Lines kept, at most one empty one between them."""
    lines = [_line(line) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def flaws(form: KnowledgeForm, today: date) -> list[Flaw]:
    """Everything that is to be changed in a tidied form before it can be kept."""
    found: list[Flaw] = []
    _sized(found, "title", "标题", "The title", form.title, TITLE)
    _sized(found, "answer", "答案", "The answer", form.answer, ANSWER)
    _listed(found, "questions", "相似问法", "Similar questions", form.questions, QUESTIONS, QUESTION)
    _listed(found, "keywords", "关键词", "Keywords", form.keywords, KEYWORDS, KEYWORD)
    if len(form.matters) > MATTERS or any(not _MATTER.fullmatch(code) for code in form.matters):
        found.append(
            Flaw(
                where="matters",
                zh="事项编码写法不对，或超过上限。",
                en="Matter codes are malformed or too many.",
            )
        )
    if form.valid_from and form.valid_until and form.valid_until < form.valid_from:
        found.append(
            Flaw(where="valid_until", zh="有效期止早于有效期起。", en="It would end before it begins.")
        )
    if form.valid_until and form.valid_until < today:
        found.append(Flaw(where="valid_until", zh="有效期止已经过去。", en="Its last day has passed."))
    if form.review_due and form.review_due < today:
        found.append(Flaw(where="review_due", zh="复核日期已经过去。", en="The day of review has passed."))
    texts = {
        "title": form.title,
        "answer": form.answer,
        "questions": "\n".join(form.questions),
        "keywords": "\n".join(form.keywords),
    }
    found += [
        Flaw(
            where=where,
            zh="含有身份证号或手机号码，请删去个人信息。",
            en="It holds an identity or mobile number; take personal data out.",
        )
        for where, text in texts.items()
        if _PERSONAL.search(text)
    ]
    return found


def _sized(found: list[Flaw], where: str, zh: str, en: str, text: str, size: Size) -> None:
    least, most = size.at_least or 0, size.at_most or 0
    if not least <= len(text) <= most:
        found.append(
            Flaw(
                where=where,
                zh=f"{zh}应为 {least} 至 {most} 字。",
                en=f"{en} has {least} to {most} characters.",
            )
        )


def _listed(
    found: list[Flaw], where: str, zh: str, en: str, texts: tuple[str, ...], size: Size, each: Size
) -> None:
    most = size.at_most or 0
    if len(texts) > most:
        found.append(Flaw(where=where, zh=f"{zh}最多 {most} 条。", en=f"{en}: at most {most}."))
    for text in texts:
        least, longest = each.at_least or 0, each.at_most or 0
        if not least <= len(text) <= longest:
            found.append(
                Flaw(
                    where=where,
                    zh=f"{zh}每条应为 {least} 至 {longest} 字：“{text[:20]}”。",
                    en=f"{en}: each has {least} to {longest} characters: “{text[:20]}”.",
                )
            )


def excerpt(answer: str) -> str:
    """The beginning of an answer on one line."""
    text = " ".join(answer.split())
    return text if len(text) <= EXCERPT else text[: EXCERPT - 1] + "…"


def body_of(form: KnowledgeForm) -> dict[str, Any]:
    """A form as JSON keeps it."""
    return {
        key: value.isoformat()
        if isinstance(value, date)
        else list(value)
        if isinstance(value, tuple)
        else value
        for key, value in asdict(form).items()
    }


def form_of(body: dict[str, Any]) -> KnowledgeForm:
    """The form that `body_of` wrote."""

    def day(name: str) -> date | None:
        return date.fromisoformat(body[name]) if body.get(name) else None

    return KnowledgeForm(
        title=body["title"],
        answer=body["answer"],
        questions=tuple(body["questions"]),
        keywords=tuple(body["keywords"]),
        matters=tuple(body["matters"]),
        area=body["area"],
        public=body["public"],
        valid_from=day("valid_from"),
        valid_until=day("valid_until"),
        review_due=day("review_due"),
    )
