"""The house keeps its shape: floors, sizes, names, the map in the README, and no Django below the wall."""

import importlib
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import pytest

import msoko

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "msoko"
FORBIDDEN_NAMES = {
    *("core", "common", "utils", "util", "helpers", "helper", "misc"),
    *("manager", "services", "service", "base"),
}
LONG_ON_PURPOSE: dict[str, str] = {}  # path -> why it may exceed 300 lines


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / line for line in listed.splitlines() if (ROOT / line).is_file()]


def test_floors_hold():
    command = str(Path(sys.executable).with_name("lint-imports"))
    done = subprocess.run([command], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("*.py")), ids=lambda p: str(p.relative_to(SOURCE)))
def test_a_module_opens_with_what_it_is_and_stays_short(path: Path):
    text = path.read_text(encoding="utf-8")
    if not text.strip() or path.parent.name == "migrations":  # migrations are written by Django
        return
    assert text.startswith(('"""', 'r"""')), "no module docstring"
    relative = str(path.relative_to(SOURCE))
    assert text.count("\n") <= 300 or relative in LONG_ON_PURPOSE


def test_no_name_that_fits_everything():
    modules = (path.relative_to(ROOT) for path in tracked() if path.suffix == ".py")
    parts = {part.removesuffix(".py") for path in modules for part in path.parts}
    assert not parts & FORBIDDEN_NAMES


def test_every_module_below_the_wall_imports_without_django(monkeypatch):
    monkeypatch.setitem(sys.modules, "django", None)
    for module in pkgutil.walk_packages(msoko.__path__, "msoko."):
        if not module.name.startswith("msoko.web") and not module.name.endswith("__main__"):
            importlib.import_module(module.name)


def test_the_map_in_the_readme_is_the_folders_on_disk():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    mapped = set(re.findall(r"^  (\w+)/", readme.split("src/msoko/")[1].split("```")[0], re.MULTILINE))
    on_disk = {p.name for p in SOURCE.iterdir() if p.is_dir() and any(p.rglob("*.py"))}
    assert mapped == on_disk


def test_no_host_of_a_registry_and_no_path_of_a_machine():
    hosts = [
        "pypi" + r"\.org",
        "pythonhosted" + r"\.org",
        "registry" + r"\.npmjs",
    ]  # split, or this file would be found
    paths = ["/" + "root/", "/" + "work/", "/tmp/" + "bash"]
    pattern = re.compile("|".join(hosts + paths))
    for path in tracked():
        if path.stat().st_size < 2_000_000 and path.suffix not in {".xlsx", ".xls", ".ods", ".png", ".pdf", ".docx"}:
            assert not pattern.search(path.read_text(encoding="utf-8", errors="replace")), path


WORDINGS = sorted([*SOURCE.rglob("wording.py"), *SOURCE.rglob("wording/[a-z]*.py")])


@pytest.mark.parametrize("path", WORDINGS, ids=lambda p: str(p.relative_to(SOURCE)))
def test_every_message_is_worded_in_russian_and_english(path: Path):
    """A table of messages is a dict from a code to (Russian, English)."""
    name = "msoko." + ".".join(path.relative_to(SOURCE).with_suffix("").parts)
    module = importlib.import_module(name)
    for table in (value for key, value in vars(module).items() if key.isupper() and isinstance(value, dict)):
        for code, texts in table.items():
            if isinstance(texts, tuple) and len(texts) == 2 and all(isinstance(t, str) for t in texts):
                words = [re.sub("«[^»]*»|{[^}]*}", "", text) for text in texts]
                russian = re.search("[а-яё]", words[0]) or not words[0].strip(" :.") or code == "column-n"
                assert russian, (code, "Russian first")
                assert not re.search("[а-яё]{3}", words[1]), (code, "the second text is English")
                named = [set(re.findall(r"{(\w+)", text)) for text in texts]
                assert named[1] <= named[0], (code, "the English text names nothing that the Russian one does not")
