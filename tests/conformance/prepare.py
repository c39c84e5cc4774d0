"""Prepares a data folder with one town, one unit and one source; prints the source's token."""

from __future__ import annotations

import os


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "yiwang.app.settings"
    import django

    django.setup()
    from django.core.management import call_command

    from yiwang.areas.models import AreaRow
    from yiwang.identity.contracts import Subject
    from yiwang.identity.models import UnitRow
    from yiwang.sensing import api
    from yiwang.sensing.declarations import SourceDeclaration

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


if __name__ == "__main__":
    main()
