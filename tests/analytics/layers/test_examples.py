"""The examples in the docstrings of the layers and of what they stand on."""

import doctest
import importlib
import pkgutil

import pytest

import analytics.ground
import analytics.layers
import analytics.verdict

MODULES = [
    found.name
    for package in (analytics.ground, analytics.layers, analytics.verdict)
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    if not found.ispkg
]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_give_what_they_say(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name), optionflags=doctest.NORMALIZE_WHITESPACE).failed == 0
