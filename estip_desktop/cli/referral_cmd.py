"""``referral``: verify a referral PDF, print its data; no vault is needed."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from estip_desktop.cli.files import read_file
from estip_desktop.kernel import strict_json
from estip_desktop.kernel.clock import to_text
from estip_desktop.kernel.i18n import _, format_moment

if TYPE_CHECKING:
    from estip_desktop.cli.context import CommandContext
    from estip_desktop.referrals import Verdict

_PDF_LIMIT_BYTES = 64 * 1024 * 1024
_PEM_LIMIT_BYTES = 1024 * 1024


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Describe the commands."""
    group = subparsers.add_parser("referral", help=_("verify a referral PDF, print its data"))
    commands = group.add_subparsers(dest="command", required=True, metavar="COMMAND")
    verify = commands.add_parser("verify", help=_("exit status 0 if valid, 1 if not"))
    verify.add_argument("file", metavar="FILE.pdf", type=Path)
    verify.add_argument(
        "--trust", metavar="PEM", type=Path, action="append", default=[],
        help=_("certificates that are known; may be given several times"),
    )  # fmt: skip
    data = commands.add_parser("data", help=_("the embedded FHIR bundle"))
    data.add_argument("file", metavar="FILE.pdf", type=Path)


def run(args: argparse.Namespace, context: CommandContext) -> int:
    """Run one of them."""
    pdf = read_file(args.file, _PDF_LIMIT_BYTES)
    with context.inspecting() as inspector:
        if args.command == "data":
            bundle = strict_json.load(inspector.data_of(pdf))
            text = json.dumps(bundle, ensure_ascii=False, indent=2)
            context.print_result(bundle, text)
            return 0
        trust = [read_file(path, _PEM_LIMIT_BYTES) for path in args.trust]
        verdict = inspector.judge(pdf, trust)
    context.print_result(_described(verdict), _told(verdict))
    return 0 if verdict.valid else 1


def _described(verdict: Verdict) -> dict[str, object]:
    return {
        "valid": verdict.valid,
        "bottom_line": verdict.bottom_line,
        "findings": [
            {"code": finding.code, "words": finding.words} for finding in verdict.findings
        ],
        "signer": verdict.signer or None,
        "signed_at": to_text(verdict.signed_at) if verdict.signed_at else None,
        "covers_whole_file": verdict.covers_whole_file,
        "changes_after_signing": verdict.changes_after_signing,
        "sha256": verdict.sha256,
    }


def _told(verdict: Verdict) -> str:
    lines = [_("Valid.") if verdict.valid else _("Not valid.")]
    lines += [f"- {finding.words}" for finding in verdict.findings]
    if verdict.signer and verdict.signed_at:
        lines.append(
            _("Names {signer} as signer, {moment}.").format(
                signer=verdict.signer, moment=format_moment(verdict.signed_at)
            )
        )
    lines.append(f"SHA-256 {verdict.sha256}")
    return "\n".join(lines)
