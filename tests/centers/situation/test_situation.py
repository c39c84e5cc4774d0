"""Scene 1-3 from the situation desk: who sees what, who counts what, and what a hand-over lists."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client, TestCase, override_settings
from django.test.utils import CaptureQueriesContext

from yiwang.areas import api as areas
from yiwang.cases.models import Case
from yiwang.centers.situation import api
from yiwang.centers.situation.contracts import Counts, Overview, Standing
from yiwang.identity import api as identity
from yiwang.kernel import clock
from yiwang.kernel.errors import Forbidden
from yiwang.rules.models import AlertRow
from yiwang.sensing.models import Thing, ThingModel, ThingStanding

from . import city

BASELINE = Path(__file__).with_name("query_counts.json")


def look(login: str, **asked: Any) -> Overview:
    return api.overview(identity.subject_of(login), **asked)


def line(found: Overview, name: str) -> Counts:
    return next(one.counts for one in found.areas if one.name.startswith(name))


@pytest.mark.database
@override_settings(ROOT_URLCONF="tests.centers.situation.urls")
class TestSituation(TestCase):
    """One city for all of these: loading it takes seconds."""

    @classmethod
    def setUpTestData(cls) -> None:
        city.settle()
        city.case("A1", city.DONGJIAN_VILLAGE)
        city.case("B2", city.QUANZHUANG)
        city.case("C3", city.CHIKAN_TOWN, due_at=clock.now() - timedelta(minutes=1))
        city.case("D4", city.MAZHANG_TOWN, unit="440811-cgj", secret=True)

    # Who sees what ------------------------------------------------------------------------------------------

    def test_the_mayor_sees_the_city_by_district(self) -> None:
        found = look("leader")
        assert found.area_id == "4408"
        assert found.totals.cases_open == 3  # the secret one is not his
        assert found.totals.cases_overdue == 1
        assert (found.totals.alerts_open, found.totals.events_open) == (3, 3)
        assert line(found, "湛江经济技术开发区").cases_open == 2
        assert line(found, "麻章区").cases_open == line(found, "霞山区").cases_open == 0
        assert len([one for one in found.areas if one.place == "child"]) == 11
        assert [hazard.hazard for hazard in found.hazards] == ["waterlogging"]
        assert found.rows_open

    def test_the_zone_sees_both_cases_and_the_towns_only_their_own(self) -> None:
        zone = look("etdz")
        assert zone.area_id == "zj-etdz"
        assert zone.totals.cases_open == 2
        assert line(zone, "东简街道").cases_open == line(zone, "泉庄街道").cases_open == 1
        assert look("dongjian").totals.cases_open == 1
        assert look("quanzhuang").totals.cases_open == 1

    def test_the_lending_districts_see_no_row_and_count_by_the_statistical_tree(self) -> None:
        for login, name in (("mazhang", "麻章区"), ("xiashan", "霞山区")):
            managed, counted = look(login), look(login, tree="statistical")
            assert managed.area_name == counted.area_name == name
            assert managed.totals == Counts()
            assert counted.totals.cases_open == 1
            assert not counted.rows_open
            assert api.search(identity.subject_of(login), "积水").groups == []

    def test_nobody_counts_what_is_secret_or_on_another_districts_ground(self) -> None:
        assert look("mazhang", tree="statistical").totals.cases_open == 1  # D4 is on its ground and secret
        assert look("mazhang", tree="statistical", area="440803").totals == Counts()
        assert look("mazhang", tree="statistical", area="4408").totals.cases_open == 1
        assert look("chikan", tree="statistical").totals.cases_open == 1

    def test_both_trees_give_the_city_the_same_total(self) -> None:
        by_managed, by_statistical = look("leader"), look("leader", tree="statistical")
        assert by_managed.totals == by_statistical.totals
        assert line(by_statistical, "麻章区").cases_open == line(by_statistical, "霞山区").cases_open == 1
        assert not any(one.functional for one in by_statistical.areas)

    def test_a_grid_worker_counts_his_grid_alone(self) -> None:
        assert look("grid2").totals.cases_open == 1
        assert look("grid1").totals.cases_open == 0

    def test_a_zone_looks_at_the_city_where_it_has_no_place_of_its_own(self) -> None:
        found = look("etdz", tree="statistical")
        assert found.area_id == "4408"
        assert found.totals.cases_open == 2
        assert line(found, "麻章区").cases_open == 1

    def test_what_a_bureau_handles_outside_its_own_area_is_counted_and_said(self) -> None:
        city.case("E5", city.CHIKAN_TOWN, unit="440811-zf")
        found = look("mazhang")
        assert found.totals.cases_open == 1
        assert [(one.place, one.counts.cases_open) for one in found.areas if one.counts.cases_open] == [
            ("elsewhere", 1)
        ]

    def test_closed_today_and_maintenance_orders_are_counted_apart(self) -> None:
        city.case("F6", city.CHIKAN_TOWN, state="closed", stage="closed", closed_at=clock.now())
        old = clock.now() - timedelta(days=2)
        city.case("G7", city.CHIKAN_TOWN, state="closed", stage="closed", closed_at=old)
        city.case("H8", city.CHIKAN_TOWN, kind="maintenance", unit="zj-psyw")
        counts = line(look("leader"), "赤坎区")
        assert (counts.cases_open, counts.cases_closed_today, counts.orders_open) == (1, 1, 1)

    def test_children_and_the_rest_add_up_to_the_whole(self) -> None:
        for login in ("leader", "etdz", "chikan", "drainage"):
            for asked in ({}, {"tree": "statistical"}):
                found = look(login, **asked)
                for name in ("cases_open", "events_open", "alerts_open"):
                    total = getattr(found.totals, name)
                    assert total == sum(getattr(one.counts, name) for one in found.areas)
                    assert total == sum(getattr(one.counts, name) for one in found.hazards)

    def test_an_administrator_has_no_overview(self) -> None:
        with pytest.raises(Forbidden):
            look("sysadmin")
        with pytest.raises(Forbidden):
            api.search(identity.subject_of("sysadmin"), "A1")

    def test_a_steward_counts_alerts_and_no_cases(self) -> None:
        found = look("steward")
        assert found.totals.alerts_open == 3
        assert found.totals.cases_open == 0

    # Search -------------------------------------------------------------------------------------------------

    def test_search_finds_what_one_may_see_and_leaks_nothing(self) -> None:
        def hits(login: str, q: str) -> set[str]:
            found = api.search(identity.subject_of(login), q)
            return {hit.id for group in found.groups for hit in group.hits}

        assert {"case-A1", "event-A1", "alert-A1"} <= hits("dongjian", "A1")
        assert hits("mazhang", "A1") == hits("xiashan", "B2") == hits("grid1", "A1") == set()
        assert "case-D4" not in hits("leader", "D4")
        assert "case-D4" in hits("dispatcher", "D4")
        assert {"440811071-zf", "440811071"} <= hits("leader", "东简街道")
        assert hits("leader", "   ") == set()
        assert hits("leader", "%") == hits("leader", "_") == set()

    # The duty desk ------------------------------------------------------------------------------------------

    def test_the_desk_shows_open_items_to_the_officer_on_shift_only(self) -> None:
        mine, other = (api.duty_desk(identity.subject_of(login), "city-duty") for login in ("duty", "duty2"))
        assert mine.on_shift
        assert mine.cases_total == 4
        assert mine.alerts_total == 4
        assert mine.cases[0].number == "C3"  # the nearest limit first
        assert not other.on_shift
        assert other.cases == other.alerts == []
        assert other.next_shift is not None
        assert other.next_shift.officer.id == "duty2"

    def test_a_hand_over_lists_what_is_open_and_the_rights_move_with_both_signatures(self) -> None:
        duty, relief = self.signed_in("duty"), self.signed_in("duty2")
        assert duty("get", "/api/situation/overview").json()["totals"]["cases_open"] == 4
        assert relief("get", "/api/situation/overview").status_code == 403
        drawn = duty("post", "/api/situation/hand-over", {"desk": "city-duty", "note": "雨未停"}).json()
        assert [item["kind"] for item in drawn["items"]] == ["alert"] * 4 + ["case"] * 4
        assert drawn["items"][4]["title"].startswith("C3 ")
        assert relief("get", "/api/situation/duty?desk=city-duty").json()["hand_over"]["id"] == drawn["id"]
        assert duty("post", f"/api/hand-overs/{drawn['id']}/sign", {}).json()["state"] == "half_signed"
        assert relief("get", "/api/situation/overview").status_code == 403
        assert relief("post", f"/api/hand-overs/{drawn['id']}/sign", {}).json()["state"] == "signed"
        assert relief("get", "/api/situation/overview").json()["totals"]["cases_open"] == 4
        assert duty("get", "/api/situation/overview").status_code == 403
        assert duty("post", "/api/situation/hand-over", {"desk": "city-duty"}).status_code == 403

    def test_only_the_officer_on_shift_draws_up_the_list(self) -> None:
        for login in ("dispatcher", "leader", "duty2"):
            answer = self.signed_in(login)("post", "/api/situation/hand-over", {"desk": "city-duty"})
            assert answer.status_code == 403, login

    def signed_in(self, login: str) -> Any:
        client = Client()
        body = {"login": login, "password": city.PASSWORDS[login]}
        csrf = client.post("/api/session", body, content_type="application/json").json()["csrf"]

        def ask(method: str, path: str, body: Any = None) -> Any:
            send = getattr(client, method)
            if body is None:
                return send(path)
            return send(path, body, content_type="application/json", headers={"X-CSRF-Token": csrf})

        return ask

    # What every page stands under ---------------------------------------------------------------------------

    def test_a_page_says_the_mode_of_its_area_and_demonstration_only_to_who_sees_one(self) -> None:
        def under(login: str, area: str = "") -> Standing:
            return api.standing(identity.subject_of(login), area)

        leader = under("leader")
        assert (leader.area_id, leader.mode) == ("4408", "routine")
        assert leader.mode_since is not None
        assert under("leader", "44").mode is None
        assert not any(under(login).demonstration for login in ("leader", "dongjian", "drainage", "duty2"))

        # A gauge that plays a storm, in Dongjian; then an open case that came of one, in Quanzhuang.
        model = ThingModel.objects.create(
            code="g", name="积水监测仪", kind="g", digest="x", declared_at=clock.now()
        )
        place = areas.get_area(city.DONGJIAN_VILLAGE)
        gauge = Thing.objects.create(
            id="g1",
            name="一号下穿",
            model=model,
            kind="g",
            lon=110.5,
            lat=20.9,
            area_id=place.id,
            area_path=place.managed_path,
            owner_unit="zj-swj",
            maintainer_unit="zj-yw",
            demonstration=True,
            digest="x",
            declared_at=clock.now(),
        )
        assert not under("dongjian").demonstration  # it has not spoken yet
        heard = clock.now()
        ThingStanding.objects.create(thing=gauge, last_received_at=heard, silent_at=heard)
        assert under("dongjian").last_replayed_at == under("leader").last_replayed_at == heard
        assert not under("quanzhuang").demonstration
        Case.objects.filter(pk="case-B2").update(demonstration=True)
        assert under("quanzhuang").demonstration
        assert under("quanzhuang").last_replayed_at is None
        Case.objects.filter(pk="case-B2").update(state="closed")
        assert not under("quanzhuang").demonstration

    # Cost ---------------------------------------------------------------------------------------------------

    def test_no_page_asks_more_queries_than_its_baseline_however_many_rows(self) -> None:
        for number in range(30):
            city.case(f"N{number}", city.CHIKAN_TOWN)
        asked = {name: identity.subject_of(name) for name in ("leader", "drainage", "duty")}
        baseline = json.loads(BASELINE.read_text(encoding="utf-8"))
        for subject in asked.values():
            counted = {
                "overview": self.queries(api.overview, subject),
                "overview_statistical": self.queries(api.overview, subject, tree="statistical"),
                "search": self.queries(api.search, subject, "积水"),
                "standing": self.queries(api.standing, subject),
                "duty_desk": self.queries(api.duty_desk, subject, "city-duty"),
            }
            assert all(count <= baseline[page] for page, count in counted.items()), counted

    @staticmethod
    def queries(act: Any, *given: Any, **named: Any) -> int:
        with CaptureQueriesContext(connection) as seen:
            act(*given, **named)
        return len(seen)

    def test_nothing_is_left_of_these_tests_own_rows(self) -> None:
        assert Case.objects.count() == AlertRow.objects.count() == 4
