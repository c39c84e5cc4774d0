"""Who asks: a person who is signed in, or a source with its token; what each sees and may change."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest

from yiwang.identity.api import Guard, Scope, require, scope
from yiwang.identity.contracts import Subject
from yiwang.kernel.facts import join_units
from yiwang.sensing import _registry
from yiwang.sensing._sta.entities import Entity
from yiwang.sensing._sta.refusals import DeclaredElsewhere, NotYours
from yiwang.sensing.contracts import CredentialRefused
from yiwang.sensing.logic import SourceRights
from yiwang.sensing.models import Datastream, Source, Thing

READ = "observations.see"
WRITE = "things.manage"


@dataclass(frozen=True, slots=True)
class Home:
    """Where what a caller makes belongs until it has a place of its own."""

    unit_id: str
    area_id: str
    area_path: str
    lon: float
    lat: float


class Caller:
    """One request's caller. `source` is None for a person."""

    def __init__(self, subject: Subject, source: SourceRights | None = None) -> None:
        self.subject = subject
        self.source = source

    @property
    def actor(self) -> str:
        return self.subject.user_id

    @property
    def pack(self) -> str:
        """The pack that new things belong to, so that the source that made them may send for them."""
        return self.source.pack if self.source else ""

    @cached_property
    def reads(self) -> Scope:
        return scope(self.subject, READ)

    # -- seeing -------------------------------------------------------------------------------------------

    def sees(self, entity: Entity) -> Q:
        """The predicate on the entity's table."""
        if not entity.fixed:
            return Q()
        if self.source is None:
            area, units = entity.fixed
            return self.reads.q(area=area, units=units, secret=None)
        return self._source_sees(entity)

    def _source_sees(self, entity: Entity) -> Q:
        assert self.source is not None
        if not self.source.things and not self.source.pack:
            return Q()
        named = sorted(self.source.things)
        things = Q(pk__in=named) if named else Q(pack=self.source.pack)
        if entity.name == "Thing":
            return things
        own = Q(thing__in=Thing.objects.filter(things))
        if entity.name in ("Datastream", "HistoricalLocation"):
            return own
        mine = Q(made_by=self.actor)
        if entity.name == "Location":
            return mine | Q(pk__in=entity.table._default_manager.filter(things__in=_of(things)).values("pk"))
        return mine | Q(pk__in=Datastream.objects.filter(own).values("feature"))

    def rows(self, entity: Entity) -> QuerySet[Any]:
        """The living rows of an entity that the caller sees."""
        return entity.table._default_manager.filter(self.sees(entity), retired_at__isnull=True)

    @cached_property
    def sees_everything(self) -> bool:
        if self.source is not None:
            return not self.source.things and not self.source.pack
        return self.reads.everything

    # -- changing -----------------------------------------------------------------------------------------

    def must_make(self, entity: Entity) -> None:
        """Raise unless the caller may make an entity of this kind."""
        if self.source is None:
            require(self.subject, WRITE)
        elif self.source.things and entity.name in ("Thing", "Location"):
            # A source that speaks for named things only makes none.
            raise NotYours(entity=entity.name, id="")

    def must_change(self, entity: Entity, row: Model) -> None:
        """Raise unless the caller may change this row: his to manage, and not a pack's."""
        if not row.made_by:  # type: ignore[attr-defined]
            raise DeclaredElsewhere(entity=entity.name, id=row.pk)
        self.must_reach(entity, row)

    def must_reach(self, entity: Entity, row: Model) -> None:
        """Raise unless the row lies in what the caller manages; a pack's counts too."""
        table = entity.table._default_manager
        if self.source is not None:
            allowed = row.made_by == self.actor or (  # type: ignore[attr-defined]
                bool(entity.fixed) and table.filter(self._source_sees(entity), pk=row.pk).exists()
            )
        elif entity.fixed:
            area, units = entity.fixed
            manages = scope(self.subject, WRITE).q(area=area, units=units, secret=None)
            allowed = table.filter(manages, pk=row.pk).exists()
        else:
            require(self.subject, WRITE)
            allowed = True
        if not allowed:
            raise NotYours(entity=entity.name, id=row.pk)

    def may_send(self, stream: Datastream) -> bool:
        """True when readings of this datastream are taken from the caller."""
        if self.source is None:
            manages = scope(self.subject, WRITE)
            return manages.sees(area_path=stream.thing.area_path, units=stream.thing.units.split("|"))
        if self.source.things:
            return stream.thing_id in self.source.things
        return not self.source.pack or stream.thing.pack == self.source.pack

    @cached_property
    def home(self) -> Home:
        """The caller's unit and its area; raises NotYours for a source whose unit is not known."""
        from yiwang.areas import api as areas
        from yiwang.identity import api as identity

        unit_id = self.subject.unit_id
        if self.source is not None:
            told = Source.objects.filter(pk=self.source.id).values_list("unit_id", flat=True).first()
            unit_id = told or ""  # a device's credential belongs to no unit
        unit = identity.find_unit(unit_id) if unit_id else None
        path = unit.area_path if unit else self.subject.area_path
        area_id = areas.area_of_path(path) if path and path != "/" else ""
        if not area_id:
            roots = areas.roots()
            if not roots:
                raise NotYours(entity="Thing", id="")
            path, area_id = roots[0].managed_path, roots[0].id
        area = areas.get_area(area_id)
        return Home(unit_id, area_id, path, area.lon or 0.0, area.lat or 0.0)

    @property
    def units(self) -> str:
        return join_units((self.home.unit_id,)) if self.home.unit_id else ""


def _of(things: Q) -> QuerySet[Thing]:
    return Thing.objects.filter(things)


def source_of(token: str, name: str | None = None) -> Caller:
    """The caller behind the token of a source or a device; raises CredentialRefused."""
    caller = holder_of(_registry.digest_of(token))
    if name is not None and caller.actor != Subject.source(name).user_id:
        raise CredentialRefused()
    return caller


def holder_of(digest: str) -> Caller:
    """The source or device whose token has this digest, as of now; raises CredentialRefused."""
    rights = _registry.current().by_digest.get(digest) or _registry.devices_of([digest]).get(digest)
    if rights is None:
        raise CredentialRefused()
    return Caller(Subject.source(rights.id), rights)


def caller_of(request: HttpRequest) -> Caller:
    """Who sends this request: `Bearer <token>`, `Basic <source>:<token>`, or the session of a person.

    A person also shows the CSRF header with everything that changes something. Raises Unauthenticated,
    CredentialRefused, Forbidden.
    """
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return source_of(given.strip())
    if scheme.lower() == "basic":
        try:
            name, _, token = base64.b64decode(given, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            raise CredentialRefused() from None
        return source_of(token, name)
    return Caller(Guard(READ)(request))
