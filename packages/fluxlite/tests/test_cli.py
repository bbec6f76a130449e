"""The command line of the store."""

import pytest

from fluxlite.cli import arguments


@pytest.mark.parametrize("port", ["-1", "65536", str(2**63), "9" * 5000, "1e3", "nan", "²", "ten", ""])
def test_a_port_that_is_none_is_refused_with_the_name_of_the_option(
    port: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as refused:
        arguments([f"--port={port}"])
    assert refused.value.code == 2
    said = capsys.readouterr().err.splitlines()[-1]
    assert said.startswith("fluxlite: error: argument --port: ")
    assert "from 0 to 65535" in said
    assert len(said) < 200


@pytest.mark.parametrize("port", [0, 8086, 65_535])
def test_a_port_is_taken(port: int) -> None:
    assert arguments([f"--port={port}"]).port == port
