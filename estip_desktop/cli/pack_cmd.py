"""``pack``: check the signed content of a force; no vault is needed, and nothing is installed."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from estip_desktop.cli.files import read_file
from estip_desktop.kernel.clock import to_text
from estip_desktop.kernel.i18n import N_, _, format_moment
from estip_desktop.provisioning import fingerprint_in_groups
from estip_desktop.provisioning.packs import PACK_LIMIT_BYTES

if TYPE_CHECKING:
    from estip_desktop.cli.context import CommandContext
    from estip_desktop.provisioning import PackReport

_PEM_LIMIT_BYTES = 1024 * 1024
_KINDS = {
    "instrument": N_("Questionnaire"),
    "protocol": N_("Protocol"),
    "pathways": N_("Pathways"),
    "service": N_("Service"),
    "sheet": N_("Sheet"),
}


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Describe the commands."""
    group = subparsers.add_parser("pack", help=_("check the signed content of a force"))
    commands = group.add_subparsers(dest="command", required=True, metavar="COMMAND")
    check = commands.add_parser("check", help=_("exit status 0 if it may be used, 1 if not"))
    check.add_argument("file", metavar="FILE", type=Path)
    check.add_argument(
        "--key", metavar="PEM", type=Path, action="append", default=[],
        help=_("certificate or public key of whoever may sign; may be given several times"),
    )  # fmt: skip


def run(args: argparse.Namespace, context: CommandContext) -> int:
    """Check it."""
    data = read_file(args.file, PACK_LIMIT_BYTES)
    keys = [read_file(path, _PEM_LIMIT_BYTES) for path in args.key]
    report = context.check_pack(data, keys)
    context.print_result(_described(report), _told(report))
    return 0 if report.valid else 1


def _described(report: PackReport) -> dict[str, object]:
    listed = report.listed
    return {
        "valid": report.valid,
        "bottom_line": report.bottom_line,
        "findings": [{"code": each.code, "words": each.words} for each in report.findings],
        "id": listed.id,
        "force": listed.force,
        "serial": listed.serial,
        "created_at": to_text(listed.created_at),
        "signer": report.signer or None,
        "kid": report.kid,
        "contents": [
            {"kind": each.kind, "id": each.id, "version": each.version, "title": each.title}
            for each in report.contents
        ],
        "sha256": report.sha256,
    }


def _told(report: PackReport) -> str:
    listed = report.listed
    lines = [
        report.bottom_line,
        _("{pack} of {force}, number {serial}, made {moment}").format(
            pack=listed.id,
            force=listed.force,
            serial=listed.serial,
            moment=format_moment(listed.created_at),
        ),
    ]
    if report.signer:
        lines.append(_("Names {signer} as signer").format(signer=report.signer))
    lines.append(
        _("Key of the signer: {fingerprint}").format(fingerprint=fingerprint_in_groups(report.kid))
    )
    lines += [f"- {each.words}" for each in report.findings]
    lines += [
        f"  {_(_KINDS[each.kind])}: {each.title or each.id} {each.version}".rstrip()
        for each in report.contents
    ]
    lines.append(f"SHA-256 {report.sha256}")
    return "\n".join(lines)
