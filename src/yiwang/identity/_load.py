"""Units and people of a city: from its data folder and the areas loaded; a repetition costs nothing."""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import astuple
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.models import AutoField, Model

from yiwang.identity import _shifts
from yiwang.identity._sessions import generate_password, hash_password
from yiwang.identity.contracts import Account, AreaRow, LoadReport, Unit, UnitsLoaded
from yiwang.identity.declarations import AccountSaid, CityUnits
from yiwang.identity.logic import MadePerson, NoSuchArea, make_people, make_units
from yiwang.identity.models import Charge, Desk, Grant, Loaded, ShiftRow, UnitRow, User
from yiwang.kernel import chance, clock
from yiwang.kernel.declarations import read_yaml
from yiwang.kernel.errors import Invalid
from yiwang.kernel.facts import tell
from yiwang.kernel.ids import new_id

FILE = "units.yaml"
UNIT_FIELDS = ("name", "short_name", "name_en", "kind", "level", "area_id", "area_path", "parent_id", "line")
BY = "system:identity.load"

Say = Callable[[str], None]


class UnknownUnitSaid(Invalid):
    code = "identity.unknown_unit_said"
    zh = "units.yaml 中 {by} 引用的单位 {unit} 不存在。"
    en = "units.yaml: {by} names the unit {unit}, which does not exist."


def load_units(
    folder: Path,
    areas: Sequence[AreaRow],
    *,
    passwords_to: Path | None = None,
    demonstration: bool | None = None,
    say: Say | None = None,
) -> LoadReport:
    """Load a city's units, posts and people from `folder`/units.yaml over the areas handed in.

    Idempotent: the same file, areas and seed change nothing. Demonstration accounts' passwords are generated
    once, written to `passwords_to` (readable by its owner alone) before the transaction ends, and returned.
    """
    demonstration = settings.YIWANG.demonstration if demonstration is None else demonstration
    path = folder / FILE
    if not path.exists():
        return LoadReport(units={}, users=0, changed=False)
    digest = _digest(path, areas, demonstration)
    name = f"units:{folder.name}"
    known = Loaded.objects.filter(pk=name).first()
    if known is not None and known.digest == digest:
        return LoadReport(units=_counts(), users=User.objects.count(), changed=False)
    said = read_yaml(path, CityUnits, name=f"{folder.name}/{FILE}")
    units = make_units(said, areas)
    _check_references(said, units)
    people = make_people(said, units, chance.rng(f"identity.people.{folder.name}", settings.YIWANG.seed))
    if say is not None:
        say(f"单位 {len(units)} 个，用户 {len(people)} 人 · {len(units)} units, {len(people)} people")
    new_accounts = _new_accounts(said) if demonstration else []
    passwords = [generate_password() for _ in new_accounts]
    with ThreadPoolExecutor(2) as pool:
        hashes = list(pool.map(hash_password, passwords))
    by_id = {unit.id: unit for unit in units}
    with transaction.atomic():
        _write_units(units)
        _write_people(said, people)
        accounts = _write_accounts(
            said, new_accounts, passwords, hashes, by_id, {area.id: area for area in areas}
        )
        if demonstration:
            _write_desks(said, by_id)
        version = known.version + 1 if known else 1
        Loaded.objects.update_or_create(
            pk=name, defaults={"digest": digest, "loaded_at": clock.now(), "version": version}
        )
        report = LoadReport(
            units=_counts(), users=User.objects.count(), changed=True, accounts=tuple(accounts)
        )
        fact = UnitsLoaded(units=report.units, users=report.users, digest=digest)
        tell(fact, subject=f"loaded:{name}", version=version, actor=BY)
        if accounts and passwords_to is not None:
            _keep(passwords_to, accounts)
    return report


def _digest(path: Path, areas: Sequence[AreaRow], demonstration: bool) -> str:
    made = hashlib.sha256(path.read_bytes())
    made.update(f"{settings.YIWANG.seed} {demonstration}".encode())
    for area in sorted(areas, key=lambda area: area.id):
        made.update(repr(astuple(area)).encode())
    return made.hexdigest()


def _counts() -> dict[str, int]:
    return dict(sorted(Counter(UnitRow.objects.values_list("level", flat=True)).items()))


def _check_references(said: CityUnits, units: Sequence[Unit]) -> None:
    known = {unit.id for unit in units}
    named = [(account.login, account.unit) for account in said.accounts]
    named += [(desk.code, desk.unit) for desk in said.desks]
    for by, unit in named:
        if unit not in known:
            raise UnknownUnitSaid(by=by, unit=unit)


def _write_units(units: Sequence[Unit]) -> None:
    before = {row.pk: row for row in UnitRow.objects.all()}
    rows = [UnitRow(id=unit.id, **{field: getattr(unit, field) for field in UNIT_FIELDS}) for unit in units]
    _insert([row for row in rows if row.pk not in before])
    known = [(before[row.pk], row) for row in rows if row.pk in before]
    changed = [
        (old, new) for old, new in known if any(getattr(old, f) != getattr(new, f) for f in UNIT_FIELDS)
    ]
    UnitRow.objects.bulk_update([new for _, new in changed], UNIT_FIELDS, batch_size=100)
    for old, new in changed:
        if old.area_path != new.area_path:  # the area moved in the managed tree: its people with it
            User.objects.filter(unit_id=new.pk, area_path=old.area_path).update(area_path=new.area_path)


def _write_people(said: CityUnits, people: Sequence[MadePerson]) -> None:
    """New people with their grant and charge. Those already here stay as the city has edited them."""
    here = set(User.objects.values_list("pk", flat=True))
    new = [person for person in people if person.id not in here]
    now = clock.now()
    _insert(
        [
            User(
                id=person.id,
                login=person.id,
                name=person.name,
                unit_id=person.unit.id,
                post=person.post.post,
                area_path=person.unit.area_path,
            )
            for person in new
        ]
    )
    _insert(
        [
            Grant(
                id=f"post:{person.id}",
                user_id=person.id,
                role=person.post.role,
                kind="standing",
                granted_by=BY,
                reason=person.post.post,
                starts_at=now,
            )
            for person in new
        ]
    )
    _insert([charge for person in new for charge in _charges(said, person)])


def _insert(rows: Sequence[Model]) -> None:
    """Insert rows of one table by one statement run many times: far less work than `bulk_create`."""
    if not rows:
        return
    meta = rows[0]._meta
    fields = [field for field in meta.concrete_fields if not isinstance(field, AutoField)]
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    values = [
        [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields] for row in rows
    ]
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {connection.ops.quote_name(meta.db_table)} ({columns}) VALUES ({marks})",  # noqa: S608
            values,
        )


def _charges(said: CityUnits, person: MadePerson) -> list[Charge]:
    kind, unit = person.post.charge, person.unit
    if kind == "area":
        return [Charge(user_id=person.id, area_path=unit.area_path, line="*")]
    if kind == "unit":
        return _unit_charge(person.id, unit)
    if kind == "group":
        lines = said.charge_groups[person.group % len(said.charge_groups)]
        return [Charge(user_id=person.id, area_path=unit.area_path, line=line) for line in lines]
    return []


def _unit_charge(user_id: str, unit: Unit) -> list[Charge]:
    """The head of a unit is in charge of it, and of its line where it leads one."""
    if unit.line and unit.kind in ("department", "vertical"):
        return [Charge(user_id=user_id, area_path=unit.area_path, line=unit.line)]
    return [Charge(user_id=user_id, area_path=unit.area_path, unit_id=unit.id)]


def _new_accounts(said: CityUnits) -> list[AccountSaid]:
    here = set(
        User.objects.filter(login__in=[a.login for a in said.accounts]).values_list("login", flat=True)
    )
    return [account for account in said.accounts if account.login not in here]


def _write_accounts(
    said: CityUnits,
    new: Sequence[AccountSaid],
    passwords: Sequence[str],
    hashes: Sequence[str],
    units: dict[str, Unit],
    areas: dict[str, AreaRow],
) -> list[Account]:
    now = clock.now()
    made: list[Account] = []
    for account, password, hashed in zip(new, passwords, hashes, strict=True):
        unit = units[account.unit]
        if account.area and account.area not in areas:
            raise NoSuchArea(area=account.area)
        path = areas[account.area].managed_path if account.area else unit.area_path
        User.objects.create(
            id=account.login,
            login=account.login,
            name=account.name,
            unit_id=unit.id,
            post=account.post,
            area_path=path,
            password=hashed,
            password_changed_at=now,
        )
        for role in account.roles:
            Grant.objects.create(
                id=f"post:{account.login}:{role}",
                user_id=account.login,
                role=role,
                kind="standing",
                granted_by=BY,
                reason=account.post,
                starts_at=now,
            )
        if account.charge == "area":
            Charge.objects.create(user_id=account.login, area_path=path, line="*")
        elif account.charge == "unit":
            Charge.objects.bulk_create(_unit_charge(account.login, unit))
        elif account.charge == "group":
            lines = said.charge_groups[(account.group - 1) % len(said.charge_groups)]
            Charge.objects.bulk_create(
                [Charge(user_id=account.login, area_path=path, line=line) for line in lines]
            )
        made.append(
            Account(
                login=account.login,
                password=password,
                name=account.name,
                unit_name=unit.name,
                post=account.post,
            )
        )
    return made


def _write_desks(said: CityUnits, units: dict[str, Unit]) -> None:
    """Desks and their rosters. The first shift of a new desk is opened, so that somebody is on duty."""
    for desk_said in said.desks:
        unit = units[desk_said.unit]
        desk, fresh = Desk.objects.update_or_create(
            pk=desk_said.code,
            defaults={
                "name": desk_said.name,
                "area_path": unit.area_path,
                "unit_id": unit.id,
                "changes_at": desk_said.changes_at,
                "officers": json.dumps(list(desk_said.officers)),
                "grace_min": desk_said.grace_min,
            },
        )
        if fresh:
            _shifts.extend_roster(desk)
            first = (
                ShiftRow.objects.select_related("desk", "officer").filter(desk=desk).order_by("starts_at")[0]
            )
            _shifts.begin(first, actor=BY)


def _keep(path: Path, accounts: Sequence[Account]) -> None:
    """Write the passwords where only we can read them, complete or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f"{path.name}.{new_id()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        for account in accounts:
            file.write(
                f"{account.login}\t{account.password}\t{account.name} {account.unit_name} {account.post}\n"
            )
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
