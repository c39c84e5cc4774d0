"""Records of one ledger, written straight into PostgreSQL: what the benchmark of ledgers looks at.

The rows follow from their number alone, so the same size is the same ledger. The ledger is one that a pack
declares; its towns differ in how much they have, and its words are those of roads and of kinds of facility.
"""

from __future__ import annotations

from itertools import product
from pathlib import Path

from benchmarks._cases_city import (
    CITY,
    COUNTIES,
    FIRST,
    LINES,
    SECOND,
    _without_indexes,
    bureau,
    towns,
)
from yiwang.kernel.declarations import read_yaml
from yiwang.ledgers.declarations import MISSING, Ledger

FILE = Path(__file__).parents[1] / "packs" / "urban-drainage" / "ledgers" / "drainage-facilities.yaml"
KINDS = ("雨水泵站", "污水泵站", "防潮闸门", "雨水口", "检查井", "雨水管段", "污水管段", "调蓄池")
TITLES = 40_000
WEST, SOUTH = 110.2, 21.1
SCANNED = 3_141
"""The record whose city code has its check character."""

__all__ = ["CITY", "SCANNED", "bureau", "declared", "fill", "record_id", "towns"]


def declared() -> Ledger:
    return read_yaml(FILE, Ledger)


def record_id(number: int) -> str:
    return f"00000000-0000-7000-8000-{number:012d}"


def _titles() -> list[str]:
    roads = [f"{a}{b}{c}路" for a, b, c in product(FIRST, SECOND, "一二三四五六七八九十百千万里")]
    return [
        f"{roads[n % len(roads)]}{n % 97 + 1}号{KINDS[n // len(roads) % len(KINDS)]}" for n in range(TITLES)
    ]


def fill(records: int, *, declare: bool = True) -> None:
    """Declare the ledger and write its records and what finds them; indexes are made when the rows are
    there. Without `declare` a pack has declared it already, in a city whose towns they lie in."""
    from django.db import connection, transaction

    from yiwang.areas.models import AreaRow
    from yiwang.kernel import clock, search
    from yiwang.ledgers import _codes, _writing, api, logic
    from yiwang.ledgers.models import LedgerRecord, LedgerRow

    ledger = declared()
    if declare:
        api.declare([ledger], pack="bench")
    slots = LedgerRow.objects.get(pk=ledger.code).slots
    kind = _writing.search_kind(ledger.code)
    mark = kind[:2]
    lie = towns()
    if declare:
        paths = {CITY: "city", **{f"{CITY}k{n}/": "county" for n in range(COUNTIES)}}
        paths |= {path: "town" for path, _ in lie}
        AreaRow.objects.bulk_create(
            AreaRow(id=path.split("/")[-2], city="bench", name=path.split("/")[-2], short_name="",
                    level=level, kind="division", managed_path=path, statistical_path=path)
            for path, level in paths.items()
        )  # fmt: skip
    else:
        held = AreaRow.objects.filter(level="town").order_by("id").values_list("managed_path", flat=True)
        lie = [(path, f"k{path.split('/')[-3]}") for path in held]
    given = {
        "id": "'00000000-0000-7000-8000-' || lpad(g::text, 12, '0')",
        "ledger": "%(ledger)s",
        "key": "'YS-' || lpad(g::text, 7, '0')",
        "title": "t.title",
        "city_code": "'YWF' || lpad(g::text, 8, '0') || '-'",
        "state": "state",
        "ended": "state = 'retired'",
        "values": "jsonb_build_object('number', 'YS-' || lpad(g::text, 7, '0'), 'name', t.title, "
        "'type', type, 'capacity', flow, 'built_on', to_char(built, 'YYYY-MM-DD'), "
        "'backup_power', h %% 5 = 0, 'position', jsonb_build_array(lon, lat), "
        "'keeper', '陈养护', 'keeper_phone', '13800000001')",
        "unit": "unit",
        "units": "'|' || unit || '|'",
        "area_id": "w.area",
        "area_path": "w.path",
        "lon": "lon",
        "lat": "lat",
        "spread": "hashint4(g * 31) & 2147483647",
        "demonstration": "true",
        "made_at": "made",
        "changed_at": "made",
        "version": "1",
        "t1": "''", "t2": "''", "t3": "''", "t4": "''",
        "n1": "%(missing)s", "n2": "%(missing)s", "n3": "%(missing)s",
    }  # fmt: skip
    for field, value in {
        "type": "type",
        "capacity": "flow",
        "built_on": "(built - date '0001-01-01') + 1",
        "backup_power": "CASE WHEN h %% 5 = 0 THEN 'true' ELSE 'false' END",
    }.items():
        given[slots[field]] = value
    with transaction.atomic(), connection.cursor() as cursor:  # a ledger that is half filled is none
        cursor.execute("SET maintenance_work_mem = '1GB'")
        cursor.execute("CREATE TEMP TABLE bench_title (n int PRIMARY KEY, title text, tokens text)")
        words = [
            (n, title, " ".join(dict.fromkeys(token for run in search.tokens(title) for token in run)))
            for n, title in enumerate(_titles())
        ]
        cursor.executemany("INSERT INTO bench_title VALUES (%s, %s, %s)", words)
        cursor.execute("CREATE TEMP TABLE bench_town (n int PRIMARY KEY, path text, county text, area text)")
        cursor.executemany(
            "INSERT INTO bench_town VALUES (%s, %s, %s, %s)",
            [(n, path, county, path.split("/")[-2]) for n, (path, county) in enumerate(lie)],
        )
        kept = _without_indexes(cursor, "ledgers_ledgerrecord", "kernel_searchentry")
        columns = ", ".join(f'"{name}"' for name in given)
        cursor.execute(
            f"""INSERT INTO ledgers_ledgerrecord ({columns}) SELECT {", ".join(given.values())} FROM (
              SELECT g, h, tn, wn, %(now)s - (%(all)s - g) * (interval '1000 days' / %(all)s) AS made,
                'b' || substr(w0.county, 2) || '-' || lpad((h %% {LINES})::text, 2, '0') AS unit,
                (ARRAY['pump','gate','inlet','inlet','inlet','sewer','sewer','sewer'])[h %% 8 + 1] AS type,
                CASE WHEN h %% 100 < 3 THEN 'repair' WHEN h %% 100 < 8 THEN 'retired' ELSE 'in_use' END
                  AS state,
                round((power(h %% 100000 / 100000.0, 3) * 20000)::numeric, 1)::float AS flow,
                date '1980-01-01' + h %% 16000 AS built,
                {WEST} + (h %% 4001) / 10000.0 AS lon, {SOUTH} + (h / 4001 %% 3001) / 10000.0 AS lat
              FROM (SELECT g, hashint4(g) & 2147483647 AS h, hashint4(g * 7) & 2147483647 AS tn,
                  floor({len(lie)} * power((hashint4(g * 13) & 2147483647) / 2147483648.0, 1.6))::int AS wn
                FROM generate_series(1, %(all)s) AS g) AS n
              JOIN bench_town AS w0 ON w0.n = wn) AS x
            JOIN bench_title AS t ON t.n = x.tn %% {TITLES} JOIN bench_town AS w ON w.n = x.wn""",
            {"ledger": ledger.code, "missing": MISSING, "now": clock.now(), "all": records},
        )
        cursor.execute(
            "INSERT INTO kernel_searchentry (kind, ref, tokens) "
            f"SELECT '{kind}', r.id, 'k{kind} wys w' || substr(r.key, 4) || ' ' || t.tokens "
            # As `search.index` would write where it lies, who bears it, that it is open, and when it began.
            f"|| ' a{mark}' || replace(trim(both '/' from substr(r.area_path, 4)), '/', ' a{mark}') "
            f"|| ' s{mark}' || replace(r.unit, '-', 'u2d') "
            f"|| CASE WHEN r.ended THEN '' ELSE ' o{mark}' END "
            f"|| ' t{mark}0n' || e || ' t{mark}1n' || (e >> 3) || ' t{mark}2n' || (e >> 6) "
            f"|| ' t{mark}3n' || (e >> 9) "
            "FROM ledgers_ledgerrecord AS r JOIN bench_title AS t ON t.title = r.title "
            "CROSS JOIN LATERAL (SELECT floor(extract(epoch FROM r.made_at) / 691200)::int) AS span (e) "
            "ORDER BY r.id"
        )
        for statement in kept:
            cursor.execute(statement)
        cursor.execute("ANALYZE ledgers_ledgerrecord")
        cursor.execute("ANALYZE kernel_searchentry")
    LedgerRecord.objects.filter(pk=record_id(SCANNED)).update(
        city_code=logic.city_code(_codes.form(), "F", SCANNED)
    )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ledgers_ledgerrecord")
