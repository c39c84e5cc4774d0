"""Reading by SensorThings' rules: the entities at an address, filtered, sorted, paged and expanded.

The rows of one level are fetched by one query, and so is each relation that is expanded for all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import RowNumber

from yiwang.sensing._sta import telling
from yiwang.sensing._sta.address import Address, Step
from yiwang.sensing._sta.caller import Caller
from yiwang.sensing._sta.entities import BY_NAME, DATASTREAM, FEATURE, OBSERVATION, Entity, Relation, quoted
from yiwang.sensing._sta.grammar import Expand, Node, Query
from yiwang.sensing._sta.observed import Base, Observed, Page
from yiwang.sensing._sta.readings import Reading
from yiwang.sensing._sta.refusals import BadQuery, NoSuchPath
from yiwang.sensing._sta.tables import Tables, ordering, rows_of

Many = QuerySet[Any] | Base


class Look:
    """One request's look, by its caller's eyes. `root` is the address of the service."""

    def __init__(self, caller: Caller, root: str) -> None:
        self.caller = caller
        self.root = root
        self.observed = Observed(caller, self.condition)

    # -- where an address leads ------------------------------------------------------------------------------

    def resolve(self, address: Address) -> tuple[Entity, Any, Many | None]:
        """The entity kind at the end, and either the one row or the many; raises NoSuchPath."""
        row: Any = None
        many: Many | None = None
        for step in address.steps:
            row, many = self._step(step, row)
        return address.last.entity, row, many

    def _step(self, step: Step, parent: Any) -> tuple[Any, Many | None]:
        many = self.base(step.entity) if step.relation is None else self._related(step, parent)
        if step.id is None and (step.relation is None or step.relation.many):
            return None, many
        found: Any
        if isinstance(many, Base):
            found = self.observed.find(many, step.id or "")
        elif step.id is not None:
            found = many.filter(pk=step.id).first()
        else:
            found = many.first()
        if found is None:
            shown = f"({quoted(step.id)})" if step.id is not None else ""
            name = step.entity.plural if step.id is not None else step.entity.name
            raise NoSuchPath(path=f"{name}{shown}"[:200])
        return found, None

    def base(self, entity: Entity) -> Many:
        return self.observed.all() if entity is OBSERVATION else self.caller.rows(entity)

    def _related(self, step: Step, parent: Any) -> Many:
        assert step.relation is not None
        if step.entity is OBSERVATION:
            return self.observed.of(parent)
        if isinstance(parent, Reading):
            if step.entity is DATASTREAM:
                return self.caller.rows(DATASTREAM).filter(pk=parent.datastream)
            return self.caller.rows(FEATURE).filter(pk=self.observed.features([parent])[0] or "")
        return self.caller.rows(step.entity).filter(**{step.relation.back: parent.pk}).distinct()

    # -- conditions ------------------------------------------------------------------------------------------

    def condition(self, entity: Entity, node: Node) -> QuerySet[Any]:
        """The rows that the caller sees and a filter holds of."""
        rows = self.caller.rows(entity)
        holds = Tables(entity, self.observed.sightings).condition(node)
        # By a query of its own, so that a row with several matching relations comes once.
        return rows.filter(pk__in=entity.table._default_manager.filter(holds).values("pk"))

    # -- pages -----------------------------------------------------------------------------------------------

    def page(self, entity: Entity, many: Many, query: Query) -> Page:
        """The page of a collection that a query asks for."""
        if isinstance(many, Base):
            return self.observed.page(many, query)
        if query.filter is not None:
            holds = Tables(entity, self.observed.sightings).condition(query.filter)
            many = many.filter(pk__in=entity.table._default_manager.filter(holds).values("pk"))
        count = _count(many) if query.count else None
        rows = many.order_by(*ordering(entity, query.orders))
        if entity is DATASTREAM:
            rows = rows.select_related("tally")
        found = rows_of(rows[query.skip : query.skip + query.limit + 1])
        return Page(rows=found[: query.limit], more=len(found) > query.limit, count=count)

    # -- telling ---------------------------------------------------------------------------------------------

    def tell_one(self, entity: Entity, row: Any, query: Query) -> dict[str, Any]:
        return self._tell(entity, [row], query)[0]

    def tell_page(self, entity: Entity, page: Page, query: Query, link: str) -> dict[str, Any]:
        """A collection's answer; `link` is its own address, for the next page."""
        told: dict[str, Any] = {}
        if page.count is not None:
            told["@iot.count"] = page.count
        if page.more and query.limit:
            told["@iot.nextLink"] = next_link(link, query)
        told["value"] = self._tell(entity, page.rows, query)
        return told

    def _tell(self, entity: Entity, rows: Sequence[Any], query: Query) -> list[dict[str, Any]]:
        self._check_select(entity, query.select)
        told = [telling.entity_json(entity, row, self.root, query.select) for row in rows]
        for expand in query.expand:
            relation = entity.find_relation(expand.name)
            if relation is None:
                known = "、".join(one.name for one in entity.relations)
                raise BadQuery(
                    option="$expand",
                    position=expand.at,
                    reason_zh=f"{entity.name} 没有关系 {expand.name[:40]}；可用：{known}。",
                    reason_en=f"{entity.name} has no relation {expand.name[:40]}.",
                )
            if rows:
                self._expand(entity, relation, expand, rows, told)
        return told

    def _check_select(self, entity: Entity, select: Iterable[str]) -> None:
        known = {one.name for one in entity.properties} | {one.name for one in entity.relations}
        known |= {"id", "@iot.id", "@iot.selfLink", "*"}
        for name in select:
            if name not in known:
                raise BadQuery(
                    option="$select",
                    position=0,
                    reason_zh=f"{entity.name} 没有属性 {name[:40]}。",
                    reason_en=f"{entity.name} has no {name[:40]}.",
                )

    def _expand(
        self,
        entity: Entity,
        relation: Relation,
        expand: Expand,
        rows: Sequence[Any],
        told: list[dict[str, Any]],
    ) -> None:
        target = BY_NAME[relation.target]
        if not relation.many:
            self._expand_one(entity, relation, target, expand, rows, told)
            return
        if target is OBSERVATION:
            pages = self.observed.pages(entity, rows, expand.query)
        else:
            pages = self._pages(relation, target, [row.pk for row in rows], expand.query)
        flat = [row for page in pages for row in page.rows]
        jsons = iter(self._tell(target, flat, expand.query))
        for one, row, page in zip(told, rows, pages, strict=True):
            link = f"{telling.self_link(self.root, entity, _id(row))}/{relation.name}"
            one[f"{relation.name}@iot.navigationLink"] = link
            if page.count is not None:
                one[f"{relation.name}@iot.count"] = page.count
            one[relation.name] = [next(jsons) for _ in page.rows]
            if page.more and expand.query.limit:
                one[f"{relation.name}@iot.nextLink"] = next_link(link, expand.query)

    def _expand_one(
        self,
        entity: Entity,
        relation: Relation,
        target: Entity,
        expand: Expand,
        rows: Sequence[Any],
        told: list[dict[str, Any]],
    ) -> None:
        if entity is not OBSERVATION:
            keys = [getattr(row, f"{relation.path}_id") for row in rows]
        elif target is DATASTREAM:
            keys = [row.datastream for row in rows]
        else:
            keys = list(self.observed.features(rows))
        wanted = {key for key in keys if key is not None}
        query = self.caller.rows(target).filter(pk__in=wanted)
        if target is DATASTREAM:
            query = query.select_related("tally")
        found = rows_of(query)
        jsons = {row.pk: one for row, one in zip(found, self._tell(target, found, expand.query), strict=True)}
        for one, key in zip(told, keys, strict=True):
            if key in jsons:
                one[relation.name] = jsons[key]

    def _pages(self, relation: Relation, target: Entity, parents: list[Any], query: Query) -> list[Page]:
        """A page of related rows for each parent, by one query (and one for the counts)."""
        rows = self.caller.rows(target).filter(**{f"{relation.back}__in": parents})
        if query.filter is not None:
            holds = Tables(target, self.observed.sightings).condition(query.filter)
            rows = rows.filter(pk__in=target.table._default_manager.filter(holds).values("pk"))
        rows = rows.annotate(of_parent=F(relation.back))
        counts: dict[Any, int] = {}
        if query.count:
            counted = rows.order_by().values("of_parent").annotate(n=Count("pk", distinct=True))
            counts = {one["of_parent"]: one["n"] for one in rows_of(counted)}
        order = ordering(target, query.orders)
        if target is DATASTREAM:
            rows = rows.select_related("tally")
        placed = rows.annotate(nth=Window(RowNumber(), partition_by=[F("of_parent")], order_by=order)).filter(
            nth__gt=query.skip, nth__lte=query.skip + query.limit + 1
        )
        found: dict[Any, list[Any]] = {}
        for row in rows_of(placed.order_by("nth")):
            found.setdefault(row.of_parent, []).append(row)
        return [
            Page(
                rows=found.get(parent, [])[: query.limit],
                more=len(found.get(parent, [])) > query.limit,
                count=counts.get(parent, 0) if query.count else None,
            )
            for parent in parents
        ]


def _count(query: QuerySet[Any]) -> int:
    (found,) = rows_of(query.order_by().count() for _ in (1,))
    return int(found)


def _id(row: Any) -> Any:
    return row.id if isinstance(row, Reading) else row.pk


def next_link(link: str, query: Query) -> str:
    """The address of the page after this one."""
    kept = [(name, text) for name, text in query.raw if name != "$skip"]
    kept.append(("$skip", str(query.skip + query.limit)))
    return f"{link}?" + "&".join(f"{name}={quote(text, safe='/(),;=$')}" for name, text in kept)
