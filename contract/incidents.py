"""Incidents, and what people say of them."""

from contract.measurements import ACTOR, COMMON_TAGS, FAULT, Field, Measurement

INCIDENT = Measurement(
    bucket="health",
    name="incident",
    says="What one cause does to an asset: its episodes, told as one thing. Written when it changes, and again hourly"
    " while it is open. What it says is that of the episode that it began with, or that made it worse.",
    tags=(*COMMON_TAGS, "incident"),
    fields={
        "state": Field(str, "open, or closed: no episode of it has been open for an hour"),
        "severity": Field(str, "advisory, warning or critical, the worst so far"),
        "opened": Field(int, "when it began, nanoseconds since 1970"),
        "ended": Field(int, "of a closed one: when its last episode cleared, likewise"),
        "code": Field(str, "what is wrong, as a code of the signal in `machines/`"),
        **{name: said for name, said in FAULT.fields.items() if name != "state"},
        "cause": Field(
            str,
            "what explains it: the failure mode of its surest diagnosis, or what people said of an incident that it is"
            " like; else `unknown`",
        ),
        "cause_confidence": Field(float, "how often what is said so is right, 0 to 1"),
        "codes": Field(str, "the codes of all its episodes as they came, with commas"),
        "count": Field(int, "how many episodes it has had"),
        "open_count": Field(int, "how many of them are open"),
        "episodes": Field(str, "their ids, with commas, the newest 200"),
        "like": Field(str, "the confirmed incident that it is like, in words; empty for none"),
        "answer": Field(str, "what people said of it, a verdict of `config/feedback`; empty for nothing"),
        "quiet": Field(bool, "whether nobody is told of it any more, as people said so"),
    },
)
FEEDBACK = Measurement(
    bucket="config",
    name="feedback",
    says="An answer of a person or a program to an incident; the point's time is when it was told. The newest of each"
    " incident holds.",
    tags=(*COMMON_TAGS, "incident"),
    fields={
        "verdict": Field(
            str, "true, false, expected, maintenance, snooze, or none: what was said before is taken back"
        ),
        "cause": Field(str, "what it was: a failure mode of the class, or any other name; empty where nobody knows"),
        "until": Field(str, "of a snooze: its end, RFC 3339; empty: until the incident is over"),
        "note": Field(str, "what else there is to say"),
        "mechanism": Field(str, "failure mechanism, ISO 14224"),
        "detection": Field(str, "detection method, ISO 14224"),
        "activity": Field(str, "maintenance activity, ISO 14224"),
        "moved": Field(str, "what had moved, as the incident had it: others are compared with it"),
        "instead_of": Field(str, "the cause that the incident had named, where that was another one"),
        "actor": ACTOR,
    },
)
