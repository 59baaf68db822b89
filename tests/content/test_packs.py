"""``pack check``: who signed it, that nothing was changed, and that it keeps every rule."""

from __future__ import annotations

import json
import stat
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given, settings
from hypothesis import strategies as st

from estip_desktop.adapters.content.location import resources_root
from estip_desktop.adapters.content.pack_files import check_pack, unpack
from estip_desktop.adapters.crypto import certificates
from estip_desktop.errors import DocumentRefusedError
from estip_desktop.provisioning import PackReport
from tests.content.signed_packs import (
    LIST,
    Signer,
    a_signer,
    listed,
    packed,
    wellbeing_files,
    zipped,
)

LEAD = a_signer()
Change = Callable[[dict[str, bytes]], None]


@pytest.fixture
def files(tmp_path: Path) -> dict[str, bytes]:
    return wellbeing_files(tmp_path)


def check(
    files: dict[str, bytes], signer: Signer = LEAD, *, key: Signer | None = LEAD
) -> PackReport:
    return check_pack(packed(files, signer), [key.pem] if key is not None else [])


def codes(report: PackReport) -> list[str]:
    return [each.code for each in report.findings]


def changed(files: dict[str, bytes], name: str, change: Callable[[dict], object]) -> None:
    path = next(each for each in files if each.endswith(name))
    data = json.loads(files[path])
    change(data)
    files[path] = json.dumps(data).encode()


def test_a_whole_pack_says_what_it_holds(files: dict[str, bytes]) -> None:
    report = check(files)
    assert report.valid, report.findings
    (held,) = report.contents
    assert (held.kind, held.version) == ("instrument", "1.0.0")
    assert (report.listed.id, report.listed.serial) == ("northdale-content", 1)
    assert report.signer == "Dr Alex Example"
    assert report.kid == certificates.fingerprint(LEAD.certificate)


def test_everything_that_is_shipped_may_stand_in_a_pack() -> None:
    root, files = resources_root(), {}
    for kind in ("instruments", "protocols", "pathways", "services", "sheets"):
        for path in sorted((root / kind).rglob("*")):
            name = path.relative_to(root).as_posix()
            if path.is_file() and "archive" not in name:
                files[name] = path.read_bytes()
    report = check(files)
    assert report.valid, report.findings
    kinds = {each.kind for each in report.contents}
    assert kinds == {"instrument", "protocol", "pathways", "service", "sheet"}


def test_without_a_key_nobody_vouches_for_it(files: dict[str, bytes]) -> None:
    report = check(files, key=None)
    assert codes(report) == ["no-key"]
    assert report.contents == ()


def test_another_signer_is_refused_and_nothing_is_read(files: dict[str, bytes]) -> None:
    changed(files, "scoring.json", lambda data: data.clear())
    report = check(files, a_signer("Somebody Else"))
    assert codes(report) == ["other-key"]


def test_a_bare_public_key_will_do(files: dict[str, bytes]) -> None:
    key = serialization.load_der_public_key(certificates.public_key(LEAD.certificate))
    pem = key.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    assert check_pack(packed(files, LEAD), [pem]).valid


@pytest.mark.parametrize("key", [b"", b"no key", b"-----BEGIN CERTIFICATE-----\nAAAA\n"])
def test_what_is_no_key_is_refused(files: dict[str, bytes], key: bytes) -> None:
    with pytest.raises(DocumentRefusedError, match="pack-key"):
        check_pack(packed(files, LEAD), [key])


def test_a_key_of_another_kind_is_refused(files: dict[str, bytes]) -> None:
    pem = (
        ec.generate_private_key(ec.SECP384R1())
        .public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    with pytest.raises(DocumentRefusedError, match="pack-key"):
        check_pack(packed(files, LEAD), [pem])


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda files: files.update({next(iter(files)): b"{}"}), "altered"),
        (lambda files: files.pop(next(iter(files))), "missing"),
        (lambda files: files.update({"protocols/zz.json": b"{}"}), "unlisted"),
    ],
    ids=["altered", "missing", "unlisted"],
)
def test_what_was_changed_after_signing_is_noticed(
    files: dict[str, bytes], change: Change, code: str
) -> None:
    from estip_desktop.adapters.crypto import papers

    signed = papers.make_pack_list(listed(files), LEAD.key, LEAD.certificate)
    change(files)
    report = check_pack(zipped({LIST: signed, **files}), [LEAD.pem])
    assert code in codes(report)
    assert report.contents == ()


@pytest.mark.parametrize(
    "name",
    ["instruments/x/setup.py", "profile.json", "help/en/limits.md", "schemas/x.json", "readme.txt"],
)
def test_only_content_may_stand_in_it(files: dict[str, bytes], name: str) -> None:
    files[name] = b"x"
    assert "name" in codes(check(files))


def test_an_empty_pack_holds_nothing() -> None:
    assert codes(check({})) == ["nothing"]


@pytest.mark.parametrize(
    "part", ["questionnaire.json", "scoring.json", "vectors.json", "NOTICE.md"]
)
def test_a_questionnaire_comes_whole(files: dict[str, bytes], part: str) -> None:
    files.pop(next(name for name in files if name.endswith(part)))
    assert codes(check(files)) == ["incomplete"]


BROKEN: dict[str, tuple[str, Callable[[dict], object]]] = {
    "gap in the bands": ("scoring.json", lambda d: d["scales"][0].update(bands=[
        {"id": "a", "label": "A", "from": 0, "to": 10, "source": "s", "reviewed": "2026-11-26"},
        {"id": "b", "label": "B", "from": 12, "to": 100, "source": "s", "reviewed": "2026-11-26"},
    ])),
    "overlap of bands": ("scoring.json", lambda d: d["scales"][0].update(bands=[
        {"id": "a", "label": "A", "from": 0, "to": 50, "source": "s", "reviewed": "2026-11-26"},
        {"id": "b", "label": "B", "from": 50, "to": 100, "source": "s", "reviewed": "2026-11-26"},
    ])),
    "unknown licence": ("scoring.json", lambda d: d["licence"].update({"class": "unknown"})),
    "no licence": ("scoring.json", lambda d: d.pop("licence")),
    "no citation": ("scoring.json", lambda d: d["scales"][0].update(source="")),
    "no window": ("scoring.json", lambda d: d.pop("window")),
    "no recall": ("scoring.json", lambda d: d.update(recall="")),
    "reversed key out of range": (
        "scoring.json", lambda d: d["scales"][0].update(reversed=["not-an-item"])
    ),
    "duplicate ids": ("questionnaire.json", lambda d: d["item"].append(d["item"][0])),
    "another id": ("questionnaire.json", lambda d: d.update(id="other")),
    "unknown key": ("scoring.json", lambda d: d.update(formula="import os")),
}  # fmt: skip


@pytest.mark.parametrize(("name", "change"), BROKEN.values(), ids=list(BROKEN))
def test_a_broken_rule_is_a_finding_that_names_the_questionnaire(
    files: dict[str, bytes], name: str, change: Callable[[dict], object]
) -> None:
    folder = next(iter(files)).split("/")[1]
    changed(files, name, change)
    report = check(files)
    assert codes(report) == ["content"]
    assert folder in report.findings[0].words


def test_its_own_test_answers_have_to_come_out(files: dict[str, bytes]) -> None:
    def wrong(data: dict) -> None:
        data["vectors"][0]["expect"]["scores"]["total"]["value"] = 47

    changed(files, "vectors.json", wrong)
    report = check(files)
    assert codes(report) == ["vector"]
    assert "low" in report.findings[0].words


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data["changes"][0].update(verdict="none"),
        lambda data: data["vectors"][2].update(answers=[5, 0, 0, 0, 0]),
        lambda data: data["vectors"][0].update(answers=[9, 9, 9, 9, 9]),
        lambda data: data["vectors"][1]["expect"].update(missing=[]),
        lambda data: data["vectors"][1]["expect"].update(flags=["R6"]),
        lambda data: data["vectors"][0]["expect"].update(criteria={"none": True}),
        lambda data: data["changes"][0].update(first=999),
        lambda data: data.update(vectors=[]),
        lambda data: data.update(version="2.0.0"),
    ],
    ids=[
        "change",
        "not refused",
        "refused",
        "missing",
        "flags",
        "criterion",
        "range",
        "none",
        "version",
    ],
)
def test_each_kind_of_test_answer_can_fail(
    files: dict[str, bytes], change: Callable[[dict], object]
) -> None:
    changed(files, "vectors.json", change)
    assert codes(check(files)) == ["vector"]


def shipped(*names: str) -> dict[str, bytes]:
    root = resources_root()
    return {name: (root / name).read_bytes() for name in names}


def phq9() -> dict[str, bytes]:
    parts = ("questionnaire.json", "scoring.json", "vectors.json", "NOTICE.md")
    return shipped(*(f"instruments/phq-9/{part}" for part in parts))


def raised(data: dict) -> None:
    data["version"] = "9.0.0"


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("scoring.json", lambda d: d.update(red_items=[])),
        ("scoring.json", lambda d: d["scales"][0]["cut_off"].update(value=27)),
        ("questionnaire.json", lambda d: d["item"][0]["item"][8].update(text="Something else")),
        ("vectors.json", lambda d: d["vectors"].pop()),
    ],
    ids=["no red item", "another cut-off", "another word", "fewer test answers"],
)
def test_a_published_version_is_never_published_otherwise(
    name: str, change: Callable[[dict], object]
) -> None:
    files = phq9()
    assert check(dict(files)).valid
    changed(files, name, change)
    assert "republished" in codes(check(files))


@pytest.mark.parametrize(
    "path", ["protocols/di.json", "protocols/blocks.json", "pathways/estip.json"]
)
def test_nor_is_a_protocol_or_the_pathways(path: str) -> None:
    files = shipped(path)
    assert check(dict(files)).valid
    changed(files, path, lambda d: d.update(reviewed="2026-11-20"))
    assert codes(check(files)) == ["republished"]


def test_nor_is_a_version_that_is_in_the_archive() -> None:
    files = shipped("protocols/di.json")
    changed(files, "di.json", lambda d: d.update(version="1.0.0"))
    assert codes(check(files)) == ["republished"]


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d.update(red_items=[]),
        lambda d: d["red_items"][0].update({"from": 2}),
        lambda d: d["red_items"][0].update(flag="R1"),
        lambda d: d["red_items"][0].update(item="phq-9-8"),
        lambda d: d["red_items"][0].update(flag="R99"),
    ],
    ids=["none", "later", "another flag", "another item", "an unknown flag"],
)
def test_no_later_version_may_fall_silent(change: Callable[[dict], object]) -> None:
    files = phq9()
    for name in ("questionnaire.json", "scoring.json", "vectors.json"):
        changed(files, name, raised)
    assert check(dict(files)).valid
    changed(files, "scoring.json", change)
    assert "no-red-flag" in " ".join(each.words for each in check(files).findings)


def test_answers_that_are_refused_alone_prove_nothing(files: dict[str, bytes]) -> None:
    changed(
        files,
        "vectors.json",
        lambda d: d.update(
            vectors=[{"id": "x", "answers": [9], "day": 30, "source": "x", "refused": True}]
        ),
    )
    assert codes(check(files)) == ["vector"]


def amber(data: dict) -> None:
    next(flag for flag in data["flags"] if flag["code"] == "R1")["level"] = "amber"


def without(code: str) -> Callable[[dict], None]:
    def take_out(data: dict) -> None:
        data["flags"] = [flag for flag in data["flags"] if flag["code"] != code]
        for clause in (c for rule in data["rules"] for c in rule.get("any_of", [])):
            for key in ("flags_any", "flags_all"):
                if code in clause.get(key, []):
                    clause[key] = [c for c in clause[key] if c != code] or ["A13"]
        for notice in data["notices"]:
            notice["flags_any"] = [c for c in notice["flags_any"] if c != code]
        for key in ("always_considered", "answered_by_next_step"):
            data["closure"][key] = [c for c in data["closure"][key] if c != code]

    return take_out


def always(data: dict) -> None:
    data["rules"][0]["any_of"].append({"reason": "Always."})


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (amber, "no-flag:R1"),
        (without("R6"), "no-flag:R6"),
        (without("A14"), "no-flag:A14"),
        (lambda d: d.update(rules=d["rules"][-1:]), "red-without-a-rule:R1"),
        (always, "alternative-without-condition"),
    ],
    ids=["amber", "no R6", "no A14", "last rule alone", "always"],
)
def test_pathways_of_a_force_keep_the_net_whole(change: Callable[[dict], object], why: str) -> None:
    files = shipped("pathways/estip.json")
    changed(files, "estip.json", raised)
    assert check(dict(files)).valid
    changed(files, "estip.json", change)
    report = check(files)
    assert not report.valid
    assert why in " ".join(each.words for each in report.findings)


def test_thresholds_look_at_scales_that_are_there() -> None:
    path = resources_root() / "pathways/estip.json"
    data = json.loads(path.read_bytes())
    data |= {"version": "9.0.0"}
    data["thresholds"][0]["scale"] = "elsewhere"
    report = check({"pathways/estip.json": json.dumps(data).encode()})
    assert codes(report) == ["content"]
    assert data["thresholds"][0]["id"] in report.findings[0].words


def _archive(make: Callable[[zipfile.ZipFile], object]) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        make(archive)
    return buffer.getvalue()


def _several(names: list[str], content: bytes = b"{}") -> Callable[[zipfile.ZipFile], None]:
    def write(archive: zipfile.ZipFile) -> None:
        for name in names:
            archive.writestr(name, content, zipfile.ZIP_DEFLATED)

    return write


def _link(archive: zipfile.ZipFile) -> None:
    entry = zipfile.ZipInfo("services/national.json")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    archive.writestr(entry, "/etc/passwd")


HOSTILE = {
    "nothing": b"",
    "no archive": b"PK nothing of the kind",
    "upwards": _archive(lambda a: a.writestr("../services/national.json", "{}")),
    "absolute": _archive(lambda a: a.writestr("/etc/estip.json", "{}")),
    "backslashes": _archive(lambda a: a.writestr("..\\x.json", "{}")),
    "a folder": _archive(lambda a: a.mkdir("services")),
    "a link": _archive(_link),
    "same name in capitals": _archive(_several(["services/a.json", "services/A.json"])),
    "too many": _archive(_several([f"sheets/en/s{number}.md" for number in range(300)])),
    "too large": _archive(_several(["services/a.json"], bytes(2**21))),
    "a bomb": _archive(_several([f"sheets/en/s{number}.md" for number in range(40)], bytes(2**20))),
    "without a list": _archive(lambda a: a.writestr("services/national.json", "{}")),
    "another list": zipped({LIST: b"a.b.c"}),
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=list(HOSTILE))
def test_what_is_no_pack_is_refused(data: bytes) -> None:
    with pytest.raises(DocumentRefusedError):
        check_pack(data, [LEAD.pem])


@pytest.mark.parametrize("value", [{"serial": 0}, {"serial": -1}, {"id": ""}])
def test_a_list_without_sense_is_refused(files: dict[str, bytes], value: dict) -> None:
    with pytest.raises(DocumentRefusedError):
        check_pack(packed(files, LEAD, **value), [LEAD.pem])


WHOLE = zipped({LIST: b"x" * 40, "services/national.json": b"{}" * 40})


@settings(max_examples=300)
@given(st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), max_size=6))
def test_bytes_of_any_kind_are_taken_apart_or_refused(changes: list[tuple[int, int]]) -> None:
    data = bytearray(WHOLE)
    for place, value in changes:
        data[place] = value
    try:
        files = unpack(bytes(data))
    except DocumentRefusedError:
        return
    assert all(".." not in name for name in files)
