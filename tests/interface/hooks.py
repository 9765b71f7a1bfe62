"""What schemathesis needs to know to get further than the doors of the interface.

The document says what has which form. It cannot say which national numbers have right check digits, which people and
dossiers the sandbox knows, nor what a line of a file holds: without that nearly every call would be refused early, and
what lies behind would never be tried. Nothing here changes a check.
"""

import csv
import datetime
import io
import json
import os
import pathlib
import urllib.parse

import schemathesis
from hypothesis import strategies as st

SANDBOX = pathlib.Path(os.environ["ZORGKAS_SANDBOX"])


def rows(name):
    with open(SANDBOX / "registers" / name, encoding="utf-8") as file:
        return list(csv.DictReader(file))


def with_check_digits(nine):
    """A national number: for those born in this century a 2 stands before what is divided."""
    return f"{nine:09}{97 - nine % 97:02}"


KNOWN = [row["ssin"] for row in rows("members.csv")]
DAYS = st.dates(datetime.date(2023, 12, 1), datetime.date(2027, 1, 31)).map(str)

# Known people most of the time, others with right check digits for the rest.
SSIN = st.one_of(
    st.sampled_from(KNOWN), st.sampled_from(KNOWN), st.integers(1, 999_999_999).map(with_check_digits)
)
MOMENT = st.datetimes(datetime.datetime(2023, 1, 1), datetime.datetime(2027, 1, 31)).map(
    lambda moment: moment.strftime("%Y-%m-%dT%H:%M")
)
schemathesis.openapi.format("ssin", SSIN)
schemathesis.openapi.format("moment", MOMENT)
# Its own number most of the time: with another one, nothing behind the door is tried.
schemathesis.openapi.format("facility", st.sampled_from([row["hco"] for row in rows("facilities.csv")] * 4 + ["10000009"]))


@schemathesis.hook
def before_load_schema(context, raw_schema):
    """Names the forms whose meaning a pattern cannot tell, for the making of calls."""

    def walk(part):
        if isinstance(part, dict):
            for name, schema in part.get("properties", {}).items():
                if name in ("ssin", "facility") and schema.get("type") == "string":
                    schema["format"] = name
            for inside in part.values():
                walk(inside)
        elif isinstance(part, list):
            for inside in part:
                walk(inside)

    walk(raw_schema)
    raw_schema["components"]["schemas"]["InvoiceBatch.moment"]["format"] = "moment"
    # Bodies that are no JSON are made below, where the examples of the document are among what they begin with.
    for methods in raw_schema["paths"].values():
        for operation in methods.values():
            for media, content in operation.get("requestBody", {}).get("content", {}).items():
                if media != "application/json":
                    content.pop("example", None)


@schemathesis.hook
def before_call(context, case, kwargs):
    """What a schema cannot say. A header is a text, whatever it was made of; and a change names the dossier of its address,
    or none."""
    for name, value in list((case.headers or {}).items()):
        if not isinstance(value, str):
            case.headers[name] = str(value)
    if case.operation.path.endswith("/changes") and isinstance(case.body, dict):
        if isinstance(case.body.get("vsbReference"), str):
            case.body["vsbReference"] = urllib.parse.unquote(str(case.path_parameters["vsbReference"]))


def sample(folder):
    return [path.read_bytes() for path in sorted((SANDBOX / folder).iterdir())]


REQUESTS = [
    {name: value for name, value in json.loads(line).items() if name != "receivedAt"}
    for file in sample("requests")
    for line in file.decode().splitlines()
]
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=20), SSIN, DAYS)


@st.composite
def request_line(draw):
    request = dict(draw(st.sampled_from(REQUESTS)))
    if draw(st.booleans()):
        request["messageId"] = str(draw(st.uuids()))
    for name in draw(st.lists(st.sampled_from(sorted(request)), max_size=2, unique=True)):
        request[name] = draw(SCALARS)
    return json.dumps(request)


@st.composite
def member_line(draw):
    line = {"change": draw(st.sampled_from(["AFFILIATE", "MUTATE", "END", "OTHER"])), "ssin": draw(SSIN)}
    for name, values in [("kind", st.sampled_from(["OFFICIAL", "ADMINISTRATIVE", ""])), ("from", DAYS), ("to", DAYS)]:
        if draw(st.booleans()):
            line[name] = draw(values)
    return json.dumps(line)


FACILITIES = [
    {
        **{name: row[name] for name in ("hco", "nihdi", "cbe", "name", "sector", "iban", "bic")},
        "circleOfTrust": row["circle_of_trust"] == "yes",
        "attested": row["attested"] == "yes",
        "recognitions": [
            {"sector": told["sector"], "from": told["from"], "places": int(told["places"])}
            for told in rows("recognitions.csv")
            if told["hco"] == row["hco"]
        ],
    }
    for row in rows("facilities.csv")
]


@st.composite
def facility_line(draw):
    """A facility as it is, or with some fields that it cannot have."""
    facility = dict(draw(st.sampled_from(FACILITIES)))
    for name in draw(st.lists(st.sampled_from(sorted(facility)), max_size=1)):
        facility[name] = draw(SCALARS)
    return json.dumps(facility)


def lines(line):
    some = st.lists(st.one_of(line, line, line, st.text(max_size=30)), max_size=6)
    return some.map(lambda told: "\n".join(told).encode())


@st.composite
def damaged(draw, files):
    """A good file, or one in which some bytes are others."""
    file = bytearray(draw(st.sampled_from(files)))
    for place in draw(st.lists(st.integers(0, len(file) - 1), max_size=3)):
        file[place] = draw(st.integers(0, 255))
    return bytes(file)


TARIFFS = ["code", "kind", "sector", "hco", "user_type", "income_category", "from", "to", "cents", "description_nl"]


@st.composite
def tariffs(draw):
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(TARIFFS)
    for _ in range(draw(st.integers(0, 3))):
        writer.writerow([
            draw(st.sampled_from(["970012", "970023", "763999", "1"])),
            draw(st.sampled_from(["DAY", "COST", "PERSONAL_SHARE", "PREMIUM", "OTHER"])),
            draw(st.sampled_from(["IBW", "PVT", ""])),
            draw(st.sampled_from(["", "", "10000001", "10000009"])),
            "",
            draw(st.sampled_from(["", "STANDARD", "INCREASED"])),
            draw(DAYS),
            draw(st.one_of(st.just(""), DAYS)),
            draw(st.integers(-1, 10**12)),
            draw(st.text(max_size=20)),
        ])
    return file.getvalue().encode("utf-8", "replace")


DOCUMENT = json.loads((pathlib.Path(__file__).parent / "../../docs/openapi.json").read_text(encoding="utf-8"))
BANK = DOCUMENT["paths"]["/v1/fund/bankAnswers"]["post"]["requestBody"]["content"]["application/xml"]["example"].encode()
# Several calls take JSON lines, of different kinds: each refuses the lines of the others, which is tried with them.
LINES = [lines(line()) for line in (request_line, member_line, facility_line)]
schemathesis.openapi.media_type("application/jsonl", st.one_of(LINES))
schemathesis.openapi.media_type("text/csv", tariffs())
schemathesis.openapi.media_type("application/xml", damaged([BANK]))
schemathesis.openapi.media_type("text/plain", damaged(sample("batches")))
