"""The command line of the store."""

import subprocess
import sys

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


def test_the_program_loads_no_pandas_though_it_is_installed() -> None:
    program = "import sys, pyarrow, fluxlite.__main__; pyarrow.array([1.0]); sys.exit('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], timeout=120, check=False).returncode == 0
