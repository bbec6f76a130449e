"""The image holds every package of ours: what is not let through to its builder would be missed at its first start."""

import tomllib

from tests.support.store import ROOT


def test_every_package_of_ours_goes_into_the_image() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    packages = {name.removesuffix("*") for name in project["tool"]["setuptools"]["packages"]["find"]["include"]}
    let_through = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert packages <= {line.removeprefix("!") for line in let_through if line.startswith("!")}
    assert {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"} == packages
