"""A city's cases of years, written straight into PostgreSQL: what the worklist benchmark looks at.

The rows follow from their number alone, so the same size is the same city. Towns differ in how much they
have, as towns do; a case's words are those of a matter, a road and a number, so that some words stand in
nearly every case and some in one.
"""

from __future__ import annotations

import json
from datetime import timedelta
from itertools import product
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.db.backends.utils import CursorWrapper

CITY = "/c/"
COUNTIES, TOWNS, LINES = 10, 125, 24
ROADS, TITLES = 2_000, 60_000
MATTERS = (
    "路灯不亮", "井盖破损", "道路积水", "垃圾未清运", "占道经营", "施工噪声", "油烟扰民", "违规停车",
    "停水", "停电", "燃气异味", "电梯故障", "树木倾倒", "河道漂浮物", "物业服务", "拖欠工资",
    "违法建设", "消防通道堵塞", "供热不足", "公厕脏乱", "广告牌破损", "护栏缺失", "信号灯故障", "杆线垂落",
    "农田灌溉", "动物扰民", "食品安全", "学位申请", "公交绕行", "房屋漏水",
)  # fmt: skip
FIRST, SECOND = "人民中华建设解放海滨椹川康顺绿荫", "大中东西南北环新"


def towns() -> list[tuple[str, str]]:
    """Path and county of each town."""
    return [
        (f"{CITY}k{number % COUNTIES}/t{number:03d}/", f"k{number % COUNTIES}") for number in range(TOWNS)
    ]


def bureau(county: int, line: int) -> str:
    return f"b{county}-{line:02d}"


def titles() -> list[tuple[str, str]]:
    """Title and matter, `TITLES` of them."""
    names = [f"{a}{b}{c}路" for a, b, c in product(FIRST, SECOND, "一二三四五六七八九十百千万里")][:ROADS]
    return [
        (f"{names[number % len(names)]}{number % 97 + 1}号{matter}", matter)
        for number in range(TITLES)
        for matter in [MATTERS[number % len(MATTERS)]]
    ]


def fill(open_cases: int, closed_cases: int) -> None:
    """Write the cases and what finds them; indexes are made when the rows are there."""
    from django.db import connection, transaction

    from yiwang.cases.models import Case
    from yiwang.kernel import clock, search

    now = clock.now()
    with transaction.atomic(), connection.cursor() as cursor:  # a city that is half filled is none
        cursor.execute("SET maintenance_work_mem = '1GB'")
        cursor.execute(
            "CREATE TEMP TABLE bench_title (n int PRIMARY KEY, title text, matter text, tokens text)"
        )
        words = [
            (number, title, matter, " ".join(dict.fromkeys(token for run in runs for token in run)))
            for number, (title, matter) in enumerate(titles())
            for runs in [search.tokens(f"{title} {matter}")]
        ]
        cursor.executemany("INSERT INTO bench_title VALUES (%s, %s, %s, %s)", words)
        cursor.execute("CREATE TEMP TABLE bench_town (n int PRIMARY KEY, path text, county text)")
        cursor.executemany(
            "INSERT INTO bench_town VALUES (%s, %s, %s)", [(n, *town) for n, town in enumerate(towns())]
        )
        kept = _without_indexes(cursor, "cases_case", "kernel_searchentry")
        given: dict[str, str] = {
            "id": "'00000000-0000-7000-8000-' || lpad(g::text, 12, '0')",
            "number": "'AJ' || to_char(opened, 'YYYYMMDD') || '-' || lpad(g::text, 7, '0')",
            "kind": "'city'", "role": "'lead'", "event_id": "md5(g::text)::uuid::text",
            "matter": "'m' || (t.n %% 30)", "matter_zh": "t.matter", "matter_en": "t.matter",
            "title_zh": "t.title", "title_en": "t.title", "severity": "'general'",
            "area_id": "trim(both '/' from substr(w.path, 7))", "area_path": "w.path",
            "area_name": "w.county",
            "county_id": "w.county", "lon": "110.2 + (h %% 4001) / 10000.0",
            "lat": "21.1 + (h / 4001 %% 3001) / 10000.0",
            "lead_unit": "unit", "lead_unit_name": "unit", "rule_id": "'PS-01'", "why_zh": "'按职责清单'",
            "why_en": "'duty list'", "units": "'|' || unit || '|'", "secret": "h %% 100 = 0",
            "stage": "stage", "state": "CASE WHEN g > %(closed)s THEN 'open' ELSE 'closed' END",
            "verification": "'on_site'", "needs_reading": "false", "photos": "''", "late": "h %% 17 = 0",
            "near_at": "CASE WHEN g > %(closed)s THEN opened + interval '60 days' END",
            "due_at": "CASE WHEN g > %(closed)s THEN opened + (h %% 120) * interval '1 day' END",
            "opened_at": "opened", "stage_at": "opened",
            "closed_at": "CASE WHEN g <= %(closed)s THEN opened + (h %% 20) * interval '1 day' END",
            "demonstration": "true", "version": "5",
        }  # fmt: skip
        for field in Case._meta.local_concrete_fields:
            if field.column and field.column not in given and not field.null:
                given[field.column] = _literal(field.get_default())
        columns = ", ".join(given)
        said: dict[str, Any] = {
            "closed": closed_cases, "open": open_cases, "all": open_cases + closed_cases, "now": now,
            "recent": timedelta(days=90), "years": timedelta(days=3 * 365),
        }  # fmt: skip
        cursor.execute(
            f"""INSERT INTO cases_case ({columns}) SELECT {", ".join(given.values())} FROM (
              SELECT g, h, opened, tn, wn,
                'b' || substr(w0.county, 2) || '-' || lpad((h %% {LINES})::text, 2, '0') AS unit,
                (ARRAY['opened','dispatched','taken','taken','returned','handled','verifiable','verified'])
                  [h %% 8 + 1] AS open_stage
              FROM (SELECT g, hashint4(g) & 2147483647 AS h,
                  CASE WHEN g > %(closed)s THEN %(now)s - (%(all)s - g) * (%(recent)s / %(open)s)
                       ELSE %(now)s - %(recent)s - (%(closed)s - g) * (%(years)s / %(closed)s) END AS opened,
                  hashint4(g * 7) & 2147483647 AS tn,
                  floor({TOWNS} * power((hashint4(g * 13) & 2147483647) / 2147483648.0, 1.6))::int AS wn
                FROM generate_series(1, %(all)s) AS g) AS n
              JOIN bench_town AS w0 ON w0.n = wn) AS x
            JOIN bench_title AS t ON t.n = x.tn %% {TITLES} JOIN bench_town AS w ON w.n = x.wn
            CROSS JOIN LATERAL
              (SELECT CASE WHEN g > %(closed)s THEN open_stage ELSE 'closed' END AS stage) AS s""",
            said,
        )  # fmt: skip
        cursor.execute(
            "INSERT INTO kernel_searchentry (kind, ref, tokens) SELECT 'case', c.id, "
            "'kcase w' || lower(replace(c.number, '-', ' w')) || ' ' || t.tokens "
            # As `search.index` would write where it lies, who bears it, that it is open, and when it began.
            "|| ' aca' || replace(trim(both '/' from substr(c.area_path, 4)), '/', ' aca') "
            "|| ' sca' || replace(c.lead_unit, '-', 'u2d') "
            "|| CASE WHEN c.state = 'open' THEN ' oca' ELSE '' END "
            "|| ' tca0n' || e || ' tca1n' || (e >> 3) || ' tca2n' || (e >> 6) || ' tca3n' || (e >> 9) "
            "FROM cases_case AS c JOIN bench_title AS t ON t.title = c.title_zh "
            "CROSS JOIN LATERAL (SELECT floor(extract(epoch FROM c.opened_at) / 691200)::int) AS span (e) "
            "ORDER BY c.id"
        )
        for statement in kept:
            cursor.execute(statement)
        cursor.execute("ANALYZE cases_case")
        cursor.execute("ANALYZE kernel_searchentry")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM cases_case")


def _without_indexes(cursor: CursorWrapper, *tables: str) -> list[str]:
    """Drop the indexes of the tables that no constraint keeps; the statements that make them again."""
    cursor.execute(
        "SELECT i.indexname, i.indexdef FROM pg_indexes AS i WHERE i.tablename = ANY(%s) "
        "AND NOT EXISTS (SELECT 1 FROM pg_constraint AS c WHERE c.conname = i.indexname)",
        [list(tables)],
    )
    found = cursor.fetchall()
    for name, _ in found:
        cursor.execute(f'DROP INDEX "{name}"')
    return [definition for _, definition in found]


def _literal(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list | dict):
        return f"'{json.dumps(value)}'"
    return f"'{value}'"
