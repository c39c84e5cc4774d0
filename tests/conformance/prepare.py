"""Prepares a data folder with one town, one unit and one source; prints the source's token.

With the word `river` also the gauge river-01, whose own token is printed instead.
"""

from __future__ import annotations

import os
import sys


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "yiwang.app.settings"
    import django

    django.setup()
    from django.core.management import call_command

    from yiwang.areas.models import AreaRow
    from yiwang.identity.contracts import Subject
    from yiwang.identity.models import UnitRow
    from yiwang.sensing import api
    from yiwang.sensing._devices import enrol
    from yiwang.sensing.declarations import (
        PropertyDeclaration,
        SourceDeclaration,
        ThingDeclaration,
        ThingModelDeclaration,
    )

    call_command("migrate", verbosity=0)
    AreaRow.objects.create(
        id="t", city="test", name="t", short_name="t", level="town", kind="division",
        managed_path="/t/", statistical_path="/t/", lon=110.36, lat=21.27,
    )  # fmt: skip
    UnitRow.objects.create(
        id="u", name="u", short_name="u", kind="department", level="city", area_id="t", area_path="/t/"
    )
    api.declare([SourceDeclaration(id="client", name="客户端", unit_id="u")], pack="")
    print(api.issue_token("client", Subject.system("test")).token)
    if sys.argv[1:] != ["river"]:
        return
    level = PropertyDeclaration(
        code="level", name="水位", unit="m", kind="level", valid_min=0, valid_max=20, expected_every_s=300
    )
    gauge = ThingDeclaration(
        id="river-01", name="江边水位站", model="gauge", lon=110.36, lat=21.27, area_id="t",
        owner_unit="u", maintainer_unit="u",
    )  # fmt: skip
    model = ThingModelDeclaration(code="gauge", name="水位计", kind="river_gauge", properties=(level,))
    api.declare([model, gauge], pack="river")
    print(enrol(["river-01"], Subject.system("test"))[0].token)


if __name__ == "__main__":
    main()
