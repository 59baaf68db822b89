"""Every parser of what lies on a disk or comes from outside, each with good documents to spoil.

Where a document is signed, or carries its own digest, there is a second target behind that: a
stranger can sign what he likes with a key of his own, so what stands inside is fuzzed as well.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import Any

import msgspec

from estip_desktop.adapters.content import Content
from estip_desktop.adapters.content.directory import profile_from, services_from
from estip_desktop.adapters.content.instrument_files import instrument_from
from estip_desktop.adapters.content.location import resources_root
from estip_desktop.adapters.content.pathway_files import pathways_from
from estip_desktop.adapters.content.protocol_files import protocol_from
from estip_desktop.adapters.content.reading import shaped
from estip_desktop.adapters.content.shapes import (
    BlocksFile,
    HolidaysFile,
    PathwaysFile,
    ProfileFile,
    ProtocolFile,
    QuestionnaireFile,
    ScoringFile,
    ServicesFile,
)
from estip_desktop.adapters.crypto import certificates, jws, papers, receipts
from estip_desktop.adapters.crypto.age import AgeOpener
from estip_desktop.adapters.crypto.identity import P256KeyMaker
from estip_desktop.adapters.documents import bundle, frames, parcel, verifying
from estip_desktop.errors import DocumentRefusedError, InputRefusedError, NotAvailableError
from estip_desktop.instruments import answers_from_response, questionnaire_response, score
from estip_desktop.kernel import strict_json
from estip_desktop.outbox import Receipt, ReceiptStatus
from estip_desktop.stepped_care import Nation, case_from_dict, decide
from tests.referral_support import MOMENT, a_content, an_identity, an_order
from tests.vault_support import NOON


@dataclass(frozen=True, slots=True)
class Target:
    """One parser.

    Args:
        name: On the command line.
        parse: Takes the bytes; anything but an error of ours is a finding.
        seeds: Good documents, made when first asked for.
    """

    name: str
    parse: Callable[[bytes], object]
    seeds: Callable[[], Sequence[bytes]]


class _Papers:
    """A supporter, a desk, and one referral between them."""

    def __init__(self) -> None:
        from estip_desktop.adapters.documents import DocumentWorkers

        self.own, self.keys = an_identity()
        self.desk, self.desk_keys = an_identity("OH", desk=True)
        workers = DocumentWorkers()
        order = an_order(self.own, self.desk)
        made = workers.produce(a_content(), self.own, self.keys, MOMENT, order)
        workers.close()
        self.pdf, self.sealed = made.pdf, made.sealed
        self.plaintext = AgeOpener().open(made.sealed, self.desk_keys.age_key)
        self.files = parcel.unpack(self.plaintext)
        self.card = P256KeyMaker().card(self.desk, self.desk_keys, now=MOMENT)
        receipt = Receipt(
            "a" * 64, "r-1", 1, self.own.kid, ReceiptStatus.ACCEPTED, MOMENT, "OH", 1, "Dr Example"
        )
        self.receipt = receipts.JwsReceiptMaker().make_receipt(receipt, self.desk, self.desk_keys)
        self.manifest = self.files[parcel.MANIFEST]

    def payload(self, token: bytes) -> bytes:
        """What is signed in it."""
        import base64

        body = token.strip().split(b".")[1]
        return base64.urlsafe_b64decode(body + b"=" * (-len(body) % 4))

    def signed(self, data: bytes, kind: str) -> bytes:
        """The same payload signed by a stranger; only what is strict JSON reaches the parser."""
        payload = strict_json.load(data)
        if not isinstance(payload, dict):
            raise InputRefusedError("not-an-object")
        who, keys = (self.own, self.keys) if kind == jws.MANIFEST else (self.desk, self.desk_keys)
        try:
            return jws.sign(payload, kind, keys.signing_key, who.certificate)
        except (ValueError, UnicodeError) as error:  # the stranger's own library gives up
            raise InputRefusedError("not-signable") from error


@cache
def made() -> _Papers:
    """Made once in this process."""
    return _Papers()


def _resource(name: str) -> bytes:
    return (resources_root() / name).read_bytes()


@cache
def _file(name: str, kind: type[Any]) -> Any:
    """The good file beside the spoilt one, read once: it is frozen."""
    return shaped(strict_json.load(_resource(name)), kind, name)


def _certificate(data: bytes) -> object:
    certificates.load_certificate(data)
    return (
        certificates.common_name(data),
        certificates.is_for_exercises(data),
        certificates.pem(data),
    )


def _pdf(data: bytes) -> object:
    return verifying.inspect_referral(data, [made().own.certificate])


def _parcel(data: bytes) -> object:
    found = parcel.inspect_parcel(data, made().desk.recipient, [made().own.certificate])
    if found.refused:
        raise DocumentRefusedError(found.refused)
    return found


def _parcel_inside(data: bytes) -> object:
    """Another document behind a manifest that vouches for it."""
    order = an_order(made().own, made().desk)
    packed = parcel.pack({parcel.MANIFEST: _vouching(data, order), parcel.DOCUMENT: data})
    return _parcel(packed)


def _vouching(pdf: bytes, order: Any) -> bytes:
    import hashlib

    from estip_desktop.outbox import ManifestFile

    entry = ManifestFile(
        parcel.DOCUMENT, hashlib.sha256(pdf).hexdigest(), len(pdf), "application/pdf"
    )
    own = made()
    return papers.make_manifest(order.manifest, (entry,), own.keys.signing_key, own.own.certificate)


def _bundle(data: bytes) -> object:
    return parcel._reference(data, an_order(made().own, made().desk).manifest)


def _instrument(data: bytes) -> object:
    scoring = _file("instruments/phq-9/scoring.json", ScoringFile)
    return instrument_from(shaped(strict_json.load(data), QuestionnaireFile, "fuzz"), scoring)


def _scoring(data: bytes) -> object:
    questions = _file("instruments/phq-9/questionnaire.json", QuestionnaireFile)
    return instrument_from(questions, shaped(strict_json.load(data), ScoringFile, "fuzz"))


def _protocol(data: bytes) -> object:
    blocks = _file("protocols/blocks.json", BlocksFile)
    return protocol_from(shaped(strict_json.load(data), ProtocolFile, "fuzz"), blocks)


def _blocks(data: bytes) -> object:
    protocol = _file("protocols/di.json", ProtocolFile)
    return protocol_from(protocol, shaped(strict_json.load(data), BlocksFile, "fuzz"))


def _pathways(data: bytes) -> object:
    holidays = _file("pathways/bank_holidays.json", HolidaysFile)
    return pathways_from(shaped(strict_json.load(data), PathwaysFile, "fuzz"), holidays)


def _holidays(data: bytes) -> object:
    file = _file("pathways/estip.json", PathwaysFile)
    return pathways_from(file, shaped(strict_json.load(data), HolidaysFile, "fuzz"))


def _profile(data: bytes) -> object:
    return profile_from(shaped(strict_json.load(data), ProfileFile, "fuzz"))


def _services(data: bytes) -> object:
    file = shaped(strict_json.load(data), ServicesFile, "fuzz")
    return services_from(file, Nation.ENGLAND, NOON.date())


@cache
def _content() -> Content:
    return Content()


def _response(data: bytes) -> object:
    instrument = _content().instrument("phq-9")
    return score(instrument, answers_from_response(instrument, strict_json.load(data)), day=30)


def _a_response() -> bytes:
    instrument = _content().instrument("phq-9")
    points = [1, 2, 3, 0, 1, 2, 3, 0, 1]
    answers = instrument.answers_from_points(points)
    return strict_json.canonical(
        questionnaire_response(instrument, answers, authored="2026-11-23T12:00:00Z")
    )


def _case(data: bytes) -> object:
    case = case_from_dict(strict_json.load(data))
    instruments = {one.instrument: _content().instrument(one.instrument) for one in case.screens}
    return decide(case, _content().pathways(), instruments)


def canonical_case() -> bytes:
    """A case file, as the command line takes it."""
    return json.dumps(_A_CASE).encode()


_A_CASE: Mapping[str, Any] = {
    "protocol": "MR",
    "day": 28,
    "flags": ["A4"],
    "distress": 6,
    "safety": "no",
    "asks_for_help": False,
    "poor_nights": 2,
    "cannot_function": False,
    "screening": "done",
    "screens": [{"instrument": "phq-9", "answers": [1, 2, 3, 0, 1, 2, 3, 0, 1]}],
    "previous": {"distress": 5, "totals": {"pcl-5": 40}},
    "estim_agreed": None,
    "pip": "no",
}


def _answer(data: bytes) -> object:
    """What a worker says that was taken over by a document."""
    from estip_desktop.adapters.documents.worker_process import read_answer

    pipe = BytesIO()
    frames.write_frame(pipe, data)
    pipe.seek(0)
    answer = read_answer(pipe)
    if answer is None:
        raise NotAvailableError("no-answer")
    return answer


def _paper_targets() -> tuple[Target, ...]:
    return (
        Target("card", papers.read_card, lambda: [made().card]),
        Target(
            "card-inside",
            lambda data: papers.read_card(made().signed(data, jws.CARD)),
            lambda: [made().payload(made().card)],
        ),
        Target(
            "receipt",
            lambda data: papers.read_receipt(data, made().desk.certificate),
            lambda: [made().receipt],
        ),
        Target(
            "receipt-inside",
            lambda data: papers.read_receipt(
                made().signed(data, jws.RECEIPT), made().desk.certificate
            ),
            lambda: [made().payload(made().receipt)],
        ),
        Target("manifest", papers.read_manifest, lambda: [made().manifest]),
        Target(
            "manifest-inside",
            lambda data: papers.read_manifest(made().signed(data, jws.MANIFEST)),
            lambda: [made().payload(made().manifest)],
        ),
        Target("certificate", _certificate, lambda: [made().own.certificate]),
        Target("pdf", _pdf, lambda: [made().pdf]),
        Target("pdf-data", verifying.embedded_bundle, lambda: [made().pdf]),
        Target("bundle", _bundle, lambda: [bundle.build_bundle(a_content())]),
        Target("parcel", _parcel, lambda: [made().plaintext]),
        Target("parcel-inside", _parcel_inside, lambda: [made().pdf]),
        Target(
            "age",
            lambda data: AgeOpener().open(data, made().desk_keys.age_key),
            lambda: [made().sealed, *SCRYPT],
        ),
        Target(
            "worker-answer",
            _answer,
            lambda: [
                msgspec.msgpack.encode(frames.Done(b"x")),
                msgspec.msgpack.encode(frames.Refused("document-refused", "no-data")),
            ],
        ),
    )


SCRYPT = (
    b"age-encryption.org/v1\n-> scrypt AAAAAAAAAAAAAAAAAAAAAA 23\n" + b"A" * 43 + b"\n--- "
    b"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n" + bytes(40),
)
"""A file that would ask the library for eight gigabytes."""


def _content_targets() -> tuple[Target, ...]:
    def of(name: str) -> Callable[[], Sequence[bytes]]:
        return lambda: [_resource(name)]

    return (
        Target("instrument", _instrument, of("instruments/phq-9/questionnaire.json")),
        Target("scoring", _scoring, of("instruments/phq-9/scoring.json")),
        Target("protocol", _protocol, of("protocols/di.json")),
        Target("blocks", _blocks, of("protocols/blocks.json")),
        Target("pathways", _pathways, of("pathways/estip.json")),
        Target("holidays", _holidays, of("pathways/bank_holidays.json")),
        Target("profile", _profile, of("profiles/default.json")),
        Target("services", _services, of("services/national.json")),
        Target("response", _response, lambda: [_a_response()]),
        Target("case", _case, lambda: [canonical_case()]),
    )


def all_targets() -> dict[str, Target]:
    """By name."""
    from tests.faults.fuzz_vault_targets import vault_targets

    return {one.name: one for one in (*vault_targets(), *_paper_targets(), *_content_targets())}
