"""A topic may bring case flows: the files of `flows/`, one flow in each, handed down to cases."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cases import city
from tests.packs.test_catalogues import CLASSES, MATTERS, PACK
from yiwang.cases import api as cases
from yiwang.cases.contracts import UnknownFlow
from yiwang.cases.declarations import Flow
from yiwang.kernel.clock import VirtualClock
from yiwang.kernel.declarations import read_yaml
from yiwang.kernel.models import FactRow
from yiwang.packs import api

FLOW = """\
code: lamps
name: {zh: 路灯抢修, en: Lamps}
stages:
  - {code: opened, zh: 待分拨, en: awaiting dispatch, starts: [total], unfinished: true}
  - {code: dispatched, zh: 待签收, en: awaiting take, starts: [take], unfinished: true}
  - {code: closed, zh: 已结案, en: closed, ends: true}
moves:
  - {act: dispatch, from: [opened], to: dispatched}
  - {act: close, from: [dispatched], to: closed}
"""

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def packs(db: None, wound: VirtualClock, tmp_path: Path) -> Path:
    """A pack of one matter on a flow of its own."""
    city.settle()
    write(tmp_path, "pack.yaml", PACK)
    write(tmp_path, "grade.yaml", "grades:\n  bilingual: {state: done}\n")
    write(tmp_path, "matters/a.yaml", f"{CLASSES.replace('matters: []', '')}{MATTERS}    flow: lamps\n")
    write(tmp_path, "flows/lamps.yaml", FLOW)
    return tmp_path


def write(packs: Path, name: str, text: str, pack: str = "words") -> None:
    path = packs / pack / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def faults(packs: Path) -> list[tuple[str, str]]:
    return [(one.where, one.code) for one in api.check(packs)[1]]


def declared() -> int:
    return FactRow.objects.filter(fact_type="cases.flow_declared").count()


def test_a_packs_flow_is_declared_once_and_its_new_words_are_a_new_version(packs: Path) -> None:
    assert api.load(packs).loaded == ["words"]
    first = cases.get_flow("lamps")
    assert (first.row.name_zh, first.row.shipped, len(first.stages)) == ("路灯抢修", False, 3)
    assert api.load(packs).unchanged == ["words"]
    assert declared() == 1
    write(packs, "flows/lamps.yaml", FLOW.replace("待签收", "待接单"))
    assert api.load(packs).loaded == ["words"]
    assert cases.get_flow("lamps").versions == [cases.get_flow("lamps").row.version, first.row.version]
    assert declared() == 2


def test_a_flow_goes_with_its_topic_or_alone_and_comes_back_in_its_words(packs: Path) -> None:
    api.load(packs)
    words = cases.get_flow("lamps")
    api.retire("words", "system:packs")
    api.retire("words", "system:packs")
    assert "lamps" not in {one.code for one in cases.flows()}
    assert "lamps" in {one.code for one in cases.flows(gone=True)}
    assert cases.get_flow("lamps", words.row.version).stages == words.stages
    assert FactRow.objects.filter(fact_type="cases.flow_retired").count() == 1
    api.load(packs)
    assert cases.get_flow("lamps").versions == [words.row.version]
    assert "lamps" in {one.code for one in cases.flows()}
    (packs / "words/flows/lamps.yaml").unlink()
    assert api.load(packs, say=lambda _: None).faulty == ["words"], "a matter names it"
    assert "lamps" in {one.code for one in cases.flows()}
    write(packs, "matters/a.yaml", f"{CLASSES.replace('matters: []', '')}{MATTERS}")
    assert api.load(packs).loaded == ["words"]
    assert "lamps" not in {one.code for one in cases.flows()}
    assert declared() == 2


def test_every_fault_of_a_flow_is_told_at_its_place_with_its_cure(packs: Path) -> None:
    write(packs, "flows/lamps.yaml", FLOW.replace("to: dispatched}", "to: sent}").replace(", ends: true", ""))
    _, found = api.check(packs)
    told = {(one.where, one.zh) for one in found}
    assert ("words/flows/lamps.yaml:8:41", "没有环节“sent”。") in told
    assert ("words/flows/lamps.yaml:4:3", "没有一个环节是终点。") in told
    assert all(one.cure_zh and one.cure_en for one in found)
    assert api.load(packs, say=lambda _: None).faulty == ["words"]
    with pytest.raises(UnknownFlow):
        cases.get_flow("lamps")


def test_a_code_that_the_product_or_the_pack_has_already_is_a_fault(packs: Path) -> None:
    write(packs, "flows/more.yaml", FLOW)
    assert faults(packs) == [("words/flows/more.yaml:1:7", "flow.double")]
    write(packs, "flows/more.yaml", FLOW.replace("code: lamps", "code: hotline"))
    assert faults(packs) == [("words/flows/more.yaml:1:7", "flow.double")]


def test_a_code_of_another_pack_is_refused_at_its_place(packs: Path) -> None:
    cases.declare_flows([_flow(packs)], pack="other")
    said: list[str] = []
    assert api.load(packs, say=said.append).faulty == ["words"]
    assert "words/flows/lamps.yaml:1:7" in said[0]
    assert "other" in said[0]


def _flow(packs: Path) -> Flow:

    return read_yaml(packs / "words/flows/lamps.yaml", Flow, name="lamps.yaml")


def test_a_matter_that_names_a_flow_of_nobody_is_a_fault(packs: Path) -> None:
    write(packs, "matters/a.yaml", f"{CLASSES.replace('matters: []', '')}{MATTERS}    flow: lamp\n")
    said: list[str] = []
    assert api.load(packs, say=said.append).faulty == ["words"]
    assert "words/matters/a.yaml:18:11" in said[0]
    assert "lamps" in said[0], "the one that was meant is named"
    with pytest.raises(UnknownFlow):
        cases.get_flow("lamps")
