"""The wheel works alone, and the lock files hold what pyproject.toml asks for."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-fuzz.lock")


def run(*command: str | Path, cwd: Path) -> str:
    """What a command prints, away from this checkout's own modules; fails with all it said."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    result = subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, f"{command}\n{result.stdout}\n{result.stderr}"
    return result.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the source distribution that was built from this checkout."""
    out = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", out, ROOT, cwd=out)
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs' folder of a virtual environment that has hexapla from the wheel alone.

    Its dependencies are those of the environment that runs the tests. They are made visible
    after the wheel is installed, by a line that does not read the ``.pth`` files there: the
    editable hexapla of that environment stays out of sight.
    """
    folder = tmp_path_factory.mktemp("environment")
    run(sys.executable, "-m", "venv", "--without-pip", folder, cwd=folder)
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    pip = (sys.executable, "-m", "pip", "--python", programs / "python")
    run(*pip, "install", "--no-deps", "--no-index", wheel, cwd=folder)
    (packages,) = folder.glob("**/site-packages")
    dependencies = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (packages / "dependencies.pth").write_text("\n".join(sorted(dependencies)), encoding="utf-8")
    return programs


def test_the_wheel_carries_the_theme_and_the_interface_catalogs_but_no_book(wheel: Path) -> None:
    theme = {path for path in (ROOT / "templates").rglob("*") if path.is_file()}
    catalogs = {*ROOT.glob("locales/interface.pot"), *ROOT.glob("locales/*/*/interface.po")}
    assert theme
    assert catalogs
    wanted = {f"hexapla/data/{path.relative_to(ROOT).as_posix()}" for path in theme | catalogs}
    names = zipfile.ZipFile(wheel).namelist()
    assert wanted == {name for name in names if name.startswith("hexapla/data/")}
    assert "hexapla/hyphenation/hyph_ka.dic" in names
    assert any(name.endswith("/licenses/LICENSE") for name in names)
    tables = {path.name for path in (ROOT / "src/hexapla/typography").glob("*.toml")}
    assert tables == {name.rpartition("/")[2] for name in names if "/typography/" in name}


def test_hexapla_of_the_environment_is_the_wheels(environment: Path, tmp_path: Path) -> None:
    where = run(
        environment / "python", "-c", "import hexapla; print(hexapla.__file__)", cwd=tmp_path
    )
    assert Path(where.strip()).is_relative_to(environment.parent)


def test_a_new_dossier_builds_outside_the_repository(environment: Path, tmp_path: Path) -> None:
    run(environment / "hexapla", "new", "demo", cwd=tmp_path)
    run(environment / "hexapla", "build", cwd=tmp_path / "demo")
    outputs = {path.suffix: path.read_bytes() for path in (tmp_path / "demo/build").glob("demo.*")}
    assert outputs[".pdf"].startswith(b"%PDF-")
    assert b"application/epub+zip" in outputs[".epub"][:64]


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_file_names_no_host_and_no_folder(lock: str) -> None:
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    assert not [line for line in lines if "://" in line or "file:" in line or line.startswith("-")]


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_file_pins_every_requirement_with_hashes(lock: str) -> None:
    pins = pinned(lock)
    for requirement in required(GROUPS.get(lock, "")):
        versions = pins.get(canonicalize_name(requirement.name))
        assert versions, f"{requirement} is not in {lock}: run “make lock”"
        for version in versions:
            assert requirement.specifier.contains(version), f"{requirement}: run “make lock”"


def test_the_tests_run_with_the_versions_that_readers_get() -> None:
    for lock in GROUPS:
        assert pinned("requirements.lock").items() <= pinned(lock).items()


def pinned(lock: str) -> dict[str, set[str]]:
    """The versions of each package of a lock file, several if an old Python takes an old one.

    Each has at least one hash.
    """
    text = (ROOT / lock).read_text(encoding="utf-8")
    pins: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([a-z0-9-]+)==(\S+)", text, re.MULTILINE):
        pins.setdefault(name, set()).add(version)
    entries = re.findall(r"^[a-z0-9-]+==[^\n]*\\\n    --hash=sha256:", text, re.MULTILINE)
    assert len(entries) == sum(map(len, pins.values())) > 0
    return pins


GROUPS = {"requirements-dev.lock": "test", "requirements-fuzz.lock": "fuzz"}
"""The dependency group of a lock file, beside what every build needs."""


def required(group: str) -> list[Requirement]:
    """What pyproject.toml asks for, directly, with that of a group if there is one."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = project["dependency-groups"]
    wanted = project["project"]["dependencies"] + groups["build"]
    wanted += [item for item in groups.get(group, ()) if isinstance(item, str)]
    return [Requirement(item) for item in wanted]
