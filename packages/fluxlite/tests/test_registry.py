"""The registry by itself: what is in memory is what is in its file, whatever fails on the way."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from fluxlite.registry import BucketInfo, Content, Registry
from fluxlite.unavailable import UnavailableError
from tests.support.small_disk import fill, small_disk


def made(folder: Path) -> Registry:
    """A registry that is set up, with a bucket and a token."""
    registry = Registry(folder / "registry.json")
    registry.set_up("acme", "ann", BucketInfo("00000000000000aa", "first", 0, 3600))
    registry.add_token("secret", [{"action": "read", "resource": {"type": "buckets"}}], "reads", "active")
    return registry


def rename(content: Content) -> None:
    """A change of something that is there."""
    content.buckets["00000000000000aa"].name = "second"


def test_a_change_is_in_memory_and_in_the_file(tmp_path: Path) -> None:
    registry = made(tmp_path)
    before = registry.content.buckets["00000000000000aa"]
    registry.change(rename)
    assert (before.name, registry.content.buckets["00000000000000aa"].name) == ("first", "second")
    again = Registry(tmp_path / "registry.json")
    assert again.content == registry.content
    assert again.token("secret") == registry.token("secret")


def test_an_act_that_fails_midway_changes_nothing(tmp_path: Path) -> None:
    registry = made(tmp_path)
    kept = (tmp_path / "registry.json").read_bytes()

    def act(content: Content) -> None:
        rename(content)
        raise RuntimeError("midway")

    with pytest.raises(RuntimeError):
        registry.change(act)
    assert registry.bucket("first") is not None
    assert (tmp_path / "registry.json").read_bytes() == kept


def test_a_change_that_cannot_be_saved_changes_nothing() -> None:
    with small_disk(1) as disk:
        registry = made(disk)
        kept = (disk / "registry.json").read_bytes()
        ballast = fill(disk)
        with pytest.raises(UnavailableError, match="the change cannot be saved: No space left on device"):
            registry.change(rename)
        with pytest.raises(UnavailableError):
            registry.add_token("another", [], "", "active")
        assert registry.bucket("first") is not None
        assert registry.token("another") is None
        assert (disk / "registry.json").read_bytes() == kept
        ballast.unlink()
        registry.change(rename)
        assert Registry(disk / "registry.json").bucket("second") is not None


def test_a_folder_that_is_gone_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    registry = made(tmp_path / "data")
    shutil.rmtree(tmp_path / "data")
    with pytest.raises(UnavailableError, match="the change cannot be saved: No such file or directory"):
        registry.change(rename)
    assert registry.bucket("first") is not None


def damaged(path: Path, **changes: Any) -> None:
    """Put other values at the top of the file."""
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"plans": 1}, "the whole has the key 'plans', which this version does not know: it is of a newer one"),
        ({"org": 7}, "the whole, 'org' must be of type str, not int"),
        ({"buckets": []}, "the whole, 'buckets' must be of type dict, not list"),
        ({"buckets": {"a": {"id": "a"}}}, "the whole, 'buckets', 'a' lacks 'name'"),
        ({"buckets": {"a": 5}}, "the whole, 'buckets', 'a' must be an object, not int"),
        ({"tokens": {"t": {"id": "t", "digest": "d", "permissions": ["x"]}}}, "entry 1 must be of type dict, not str"),
        ({"dropped": [True]}, "the whole, 'dropped', entry 1 must be of type str, not bool"),
    ],
)
def test_a_file_with_something_strange_is_refused_by_its_place(tmp_path: Path, changes: Any, reason: str) -> None:
    made(tmp_path)
    path = tmp_path / "registry.json"
    damaged(path, **changes)
    kept = path.read_bytes()
    with pytest.raises(ValueError, match="put it back from a backup") as refused:
        Registry(path)
    assert str(path) in str(refused.value)
    assert reason in str(refused.value)
    assert path.read_bytes() == kept


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b"\xff\xfe", b"\0" * 100])
def test_a_file_that_is_no_registry_is_refused_with_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "registry.json"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"registry\.json cannot be read: .*; nothing was changed, put it back"):
        Registry(path)
    assert path.read_bytes() == content


def test_a_file_of_an_earlier_version_is_read_with_what_it_lacks_empty(tmp_path: Path) -> None:
    path = tmp_path / "registry.json"
    path.write_text("{}")
    assert Registry(path).content == Content()
