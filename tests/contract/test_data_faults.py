"""The words for data faults: one list, which the doors and the alerts keep to."""

import re
from pathlib import Path

from contract.data_faults import DATA_FAULTS, WITHOUT, DataFault
from contract.measurements import COMMON_TAGS, NO_SITE

ROOT = Path(__file__).parents[2]


def test_every_data_fault_has_a_label_and_a_sentence_of_its_own() -> None:
    assert all(re.fullmatch(r"[A-Z].*\.", fault.sentence) for fault in DataFault)
    assert all(fault.label and fault.label == fault.label.strip(".") for fault in DataFault)
    assert len({fault.label for fault in DataFault}) == len(DataFault)


def test_telegrafs_doors_write_no_other_word_and_all_that_are_refused_but_the_workers() -> None:
    said = (ROOT / "telegraf/telegraf.conf").read_text(encoding="utf-8")
    written = set(re.findall(r'"(refused_\w+[a-z])"', said)) | {f"refused_without_{tag}" for tag in WITHOUT}
    assert '"refused_without_" + name' in said
    assert written == {word for word in DATA_FAULTS if word.startswith("refused_")} - {DataFault.TOO_MANY}
    assert f'NO_SITE = "{NO_SITE}"' in said
    assert {*WITHOUT, "site"} == set(COMMON_TAGS)


def test_the_alert_on_faulty_sensors_asks_for_the_words_that_call_people() -> None:
    query = (ROOT / "queries/alert_data_faults.flux").read_text(encoding="utf-8")
    listed = re.search(r"faults = \[(.*?)\]", query, re.DOTALL)
    assert listed
    asked = set(re.findall(r'"(\w+)"', listed[1])) | {word for word in DATA_FAULTS if word.startswith("refused_")}
    assert asked == {fault for fault in DataFault if fault.alert}
