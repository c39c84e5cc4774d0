"""The house keeps its own rules, and each rule can fail."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house import lints

REPOSITORY = Path(__file__).parents[2]
PACKAGE = REPOSITORY / "src" / "yiwang"

PLANTED = {
    "doors": ("cases/api.py", "from yiwang.rules.models import Alert\n"),
    "keys": ("cases/models.py", "alert = models.ForeignKey('rules.Alert', on_delete=models.CASCADE)\n"),
    "subscriptions": ("cases/tasks.py", "@subscribe('cases.open', 'rules.alert_raised')\ndef f(t): ...\n"),
    "clocks": ("cases/logic.py", "import datetime\nwhen = datetime.datetime.now()\n"),
    "chance": ("cases/logic.py", "import random\nx = random.random()\n"),
    "drawers": ("cases/utils.py", "x = 1\n"),
    "length": ("cases/logic.py", "x = 1\n" * 601),
    "shapes": ("cases/logic.py", "import msgspec\nx = msgspec.json.decode(b'{}', type=int)\n"),
    "cities": ("cases/logic.py", "if city == '湛江市':\n    pass\n"),
}


@pytest.mark.parametrize("name", lints.LINTS)
def test_the_house_has_no_fault_of(name: str) -> None:
    assert lints.faults(PACKAGE, lints.LINTS[name]) == []


@pytest.mark.parametrize("name", lints.LINTS)
def test_a_planted_violation_is_found_by(name: str, tmp_path: Path) -> None:
    where, text = PLANTED[name]
    file = tmp_path / where
    file.parent.mkdir(parents=True)
    file.write_text(text)
    assert len(lints.faults(tmp_path, lints.LINTS[name])) == 1


def test_a_center_is_a_noun_of_its_own(tmp_path: Path) -> None:
    file = tmp_path / "centers" / "situation" / "routes.py"
    file.parent.mkdir(parents=True)
    file.write_text("from yiwang.centers.decision.logic import x\nfrom yiwang.cases.api import find_case\n")
    assert len(lints.faults(tmp_path, lints.doors)) == 1


def _lint_imports(config: Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--config", str(config), "--no-cache"]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


def test_imports_point_down() -> None:
    answer = _lint_imports(REPOSITORY / ".importlinter", REPOSITORY)
    assert answer.returncode == 0, answer.stdout


def test_an_upward_import_or_an_unplaced_module_is_found(tmp_path: Path) -> None:
    package = tmp_path / "planted"
    for noun in (
        "app",
        "shelf",
        "studio",
        "packs",
        "themes",
        "reports",
        "boards",
        "indicators",
        "forecasts",
        "command",
        "routines",
        "cases",
        "events",
        "appeals",
        "matters",
        "rules",
    ):
        (package / noun).mkdir(parents=True)
        (package / noun / "__init__.py").write_text("")
    for noun in (
        "algorithms",
        "sensing",
        "ledgers",
        "messages",
        "documents",
        "lake",
        "areas",
        "identity",
        "kernel",
        "nobody_placed_me",
    ):
        (package / noun).mkdir()
        (package / noun / "__init__.py").write_text("")
    (package / "__init__.py").write_text("")
    (package / "areas" / "__init__.py").write_text("import planted.cases\n")
    config = tmp_path / ".importlinter"
    text = (REPOSITORY / ".importlinter").read_text().split("[importlinter:contract:centers]")[0]
    config.write_text(re.sub(r"\byiwang\b", "planted", text))
    answer = _lint_imports(config, tmp_path)
    assert answer.returncode == 1
    assert "planted.areas is not allowed to import planted.cases" in answer.stdout
    assert "nobody_placed_me" in answer.stdout


def _nouns() -> list[str]:
    folders = [*PACKAGE.iterdir(), *(PACKAGE / "centers").glob("*")]
    return sorted(
        folder.relative_to(PACKAGE).as_posix().replace("/", ".")
        for folder in folders
        if (folder / "__init__.py").exists() and folder.name != "centers"
    )


@pytest.mark.parametrize("noun", _nouns())
def test_every_noun_opens_with_its_chinese_name_and_has_its_page(noun: str) -> None:
    first = (PACKAGE / noun.replace(".", "/") / "__init__.py").read_text().splitlines()[0]
    assert re.match(r'"""[\u4e00-\u9fff、]+ — .+\.', first), first
    assert (REPOSITORY / "docs" / "nouns" / f"{noun.rsplit('.', 1)[-1]}.md").exists()
    assert f"`{noun.rsplit('.', 1)[-1]}`" in (REPOSITORY / "docs" / "architecture.md").read_text()


def test_no_file_of_tests_or_web_is_too_long() -> None:
    folders = (
        (REPOSITORY / "tests", "*.py"),
        (REPOSITORY / "web" / "src", "*.ts"),
        (REPOSITORY / "web" / "src", "*.vue"),
    )
    generated = {"schema.d.ts"}
    long = [
        f"{path.relative_to(REPOSITORY)}: {lines}"
        for folder, pattern in folders
        for path in folder.rglob(pattern)
        if path.name not in generated and (lines := path.read_text().count("\n")) > lints.LONGEST
    ]
    assert long == []
