"""What goes into our image, and as whom it runs."""

import re
import tomllib

from tests.deploy import compose
from tests.telegraf.support import COMMON, PROFILES

DOCKERFILE = (compose.ROOT / "Dockerfile").read_text(encoding="utf-8")
IGNORE = (compose.ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()


def test_every_dependency_is_installed_from_the_lock_file_with_its_hash() -> None:
    installs = re.findall(r"pip install (.*?)(?:\\|\n|$)", DOCKERFILE)
    assert [words.strip() for words in installs] == ["--require-hashes -r requirements.lock", "--no-deps ."]


def test_the_image_does_not_run_as_root() -> None:
    assert re.findall(r"^USER (.*)$", DOCKERFILE, re.MULTILINE) == ["10001:10001"]
    assert {service["user"] for service in compose.ours().values()} == {"10001:10001"}


def test_every_folder_that_a_volume_of_ours_covers_belongs_to_the_images_user() -> None:
    _, _, rest = DOCKERFILE.partition("install -d -m 0700 -o 10001 -g 10001 ")
    made = re.findall(r"/[\w/]+", rest.partition("\nCOPY")[0])
    mounts = {mount for service in compose.ours().values() for mount in service["volumes"]}
    covered = {mount.split(":")[1] for mount in mounts if not mount.startswith("./")}
    assert covered <= set(made)


def test_the_base_image_is_an_argument() -> None:
    assert re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE) == ["${PYTHON_IMAGE}", "${PYTHON_IMAGE}"]


def test_nothing_reaches_the_builder_but_what_is_listed() -> None:
    assert "*" in IGNORE
    listed = {line[1:] for line in IGNORE if line.startswith("!")}
    assert {name for name in listed if not (compose.ROOT / name).exists()} == set()
    assert listed.isdisjoint({".env", "secrets", "var", "tests", "bench"})


def test_no_package_of_ours_is_forgotten() -> None:
    project = tomllib.loads((compose.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    packages = {name.removesuffix("*") for name in project["tool"]["setuptools"]["packages"]["find"]["include"]}
    assert packages <= {line[1:] for line in IGNORE if line.startswith("!")}
    assert packages == {path.parent.name for path in compose.ROOT.glob("*/__init__.py")} - {"bench", "docs", "tests"}


def test_every_variable_of_a_telegraf_file_is_set_where_the_file_is_used() -> None:
    used = {
        path.name: set(re.findall(r"\$\{(\w+)\}", path.read_text(encoding="utf-8"))) for path in [COMMON, *PROFILES]
    }
    doors = {name: service for name, service in compose.services().items() if "telegraf" in service["image"].lower()}
    assert len(doors) == len(PROFILES)
    for service in doors.values():
        files = [word.rpartition("/")[2] for word in service["command"] if word.endswith(".conf")]
        given = {*service["environment"], "INFLUX_TOKEN"}
        assert set().union(*(used[file] for file in files)) <= given
