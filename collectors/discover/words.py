"""Headers as words: of any alphabet, in camel case or not, and in English where the word is one that plants use."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import zip_longest

_SPELT = {
    "а б в г д е ё ж з и й к л м н о п р с т у ф х ц ч ш щ ы э ю я і ї є ґ":
    "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch y e yu ya i yi ye g",
    "ä ö ü ß ø æ å ł đ ı": "ae oe ue ss oe ae aa l d i",
}  # fmt: skip
_PAIRS = [pair for ours, latin in _SPELT.items() for pair in zip(ours.split(), latin.split(), strict=True)]
_LETTERS = str.maketrans({**dict(_PAIRS), "ъ": "", "ь": ""})
_BREAKS = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])|(?<=[a-zа-яё])(?=[A-ZА-ЯЁ])|(?<=[A-Z])(?=[A-Z][a-z])")
"""Where one word ends and the next begins without a sign between."""

_ENGLISH = {
    "temperature": "temp temperature temperatur température temperatura temperatuur темп температура tmp",
    "pressure": "pressure press prs pres druck pression presión presion pressione давление ciśnienie druk dp",
    "vibration": "vibration vib vibr schwingung вибрация vibración vibracion vibrations drgania",
    "acceleration": "acceleration accel acc beschleunigung ускорение accelerometer",
    "speed": "speed spd drehzahl geschwindigkeit vitesse velocidad velocità скорость обороты prędkość rotation rpm",
    "current": "current curr strom stromstärke ток courant corriente corrente prąd amps ampere",
    "voltage": "voltage spannung напряжение volt volts tensione napięcie",
    "power": "power pwr leistung wirkleistung мощность puissance potencia potenza moc",
    "flow": "flow durchfluss volumenstrom förderstrom massenstrom расход débit debit caudal portata przepływ flowrate",
    "level": "level lvl füllstand pegel уровень niveau nivel livello poziom",
    "humidity": "humidity feuchte feuchtigkeit влажность humidité humedad rh",
    "torque": "torque drehmoment момент couple coppia",
    "frequency": "frequency frequenz частота fréquence frecuencia freq",
    "energy": "energy energie энергия énergie energía energia",
    "load": "load belastung нагрузка carga obciążenie",
    "valve": "valve ventil клапан vanne válvula valvola zawór",
    "damper": "damper klappe заслонка registre compuerta",
    "setpoint": "setpoint sollwert уставка consigne consigna sp zadana stellgröße",
    "outdoor": "outdoor outside ambient env außen aussen umgebung наружная внешняя extérieure exterior oat oa weather",
    "state": "state status mode betriebsart zustand состояние режим état estado stato tryb stan",
    "hours": "hours betriebsstunden stunden наработка heures horas",
    "counter": "counter count zähler счётчик счетчик compteur contador total totalizer odometer cumulative mileage",
    "latitude": "latitude lat breitengrad широта",
    "longitude": "longitude lon lng long längengrad долгота",
    "occupancy": "occupancy occupied belegung",
    "command": "command cmd demand request befehl stellsignal control",
    "bearing": "bearing lager подшипник palier cojinete",
    "motor": "motor moteur двигатель silnik",
    "pump": "pump pumpe насос pompe bomba pompa",
    "oil": "oil öl масло huile aceite olio olej",
    "water": "water wasser вода eau agua acqua woda",
    "air": "air luft воздух aire aria",
}  # fmt: skip
_ABBREVIATIONS = {"sat": "supply air temperature", "rat": "return air temperature", "oat": "outdoor air temperature"}
"""What those who run buildings write for several words."""
_KNOWN = {word: english for english, words in _ENGLISH.items() for word in words.split()}

_ENDS = [word for word in _KNOWN if len(word) >= 5 and _KNOWN[word] not in ("state", "counter", "command")]
"""How words end that are made of several, as `Lagertemperatur` is."""


def each(text: str) -> frozenset[str]:
    """The words of a list of words."""
    return frozenset(text.split())


@cache
def words(header: str) -> tuple[str, ...]:
    """The words of a header, small, in ASCII, in English where they are known.

    >>> words("SupplyAirTemp_2")
    ('supply', 'air', 'temperature', '2')
    >>> words("Давление масла")
    ('pressure', 'masla')
    >>> words("Set Point")
    ('setpoint',)
    >>> words("Lagertemperatur")
    ('bearing', 'temperature')
    """
    return tuple(_joined([word for part in _parts(header) for word in _told(part)]))


def own_words(header: str) -> tuple[str, ...]:
    """The words of a header, small, in ASCII; those of another alphabet in English where they are known.

    >>> own_words("Lager Temp"), own_words("Уставка")
    (('lager', 'temp'), ('setpoint',))
    """
    parts = _parts(header)
    return tuple(_joined([word for part in parts for word in ([part] if part.isascii() else _told(part))]))


def slug(text: str) -> str:
    """Letters, digits and underscores of ASCII that a text becomes; "" where nothing is left."""
    return re.sub(r"[^a-z0-9]+", "_", _ascii(text.lower())).strip("_")


def _parts(header: str) -> list[str]:
    """Its words as they are, in small letters."""
    plain = unicodedata.normalize("NFC", header)
    return [part.lower() for part in re.findall(r"[^\W_]+", _BREAKS.sub(" ", plain))]


def _told(word: str) -> Iterator[str]:
    english = _ABBREVIATIONS.get(word) or _KNOWN.get(word)
    if english:
        yield from english.split()
    elif end := next((end for end in _ENDS if word.endswith(end)), ""):
        yield from (*_told(word.removesuffix(end)), _KNOWN[end])
    else:
        yield from filter(None, slug(word).split("_"))


def _joined(found: list[str]) -> Iterator[str]:
    """Words with `set point` as one."""
    skip = False
    for word, after in zip_longest(found, found[1:], fillvalue=""):
        if not skip:
            yield "setpoint" if (word, after) == ("set", "point") else word
        skip = (word, after) == ("set", "point") and not skip


def _ascii(text: str) -> str:
    spread = unicodedata.normalize("NFKD", unicodedata.normalize("NFC", text).translate(_LETTERS))
    return "".join(letter for letter in spread if letter.isascii() or not letter.isalnum()).replace("\u0300", "")
