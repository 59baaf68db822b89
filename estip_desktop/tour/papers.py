"""The papers a tour leaves beside its pictures."""

from __future__ import annotations

import shutil
from pathlib import Path

from estip_desktop.tour import sha256_of
from estip_desktop.tour.play import Played


def leave_papers(played: Played, out: Path) -> dict[str, object]:
    """Write referral, note, trust and store; returns the content of ``tour.json``."""
    (out / "referral.pdf").write_bytes(played.referral_pdf)
    (out / "supervisor-note.pdf").write_bytes(played.supervisor_note)
    (out / "trust.pem").write_bytes(played.trust_pem)
    for folder in ("in", "rc"):
        shutil.copytree(played.home / "store" / folder, out / "store" / folder)
    return {
        "screens": list(played.screens),
        "referral": {
            "pdf": "referral.pdf",
            "sha256": sha256_of(played.referral_pdf),
            "reference": played.reference,
            "state": played.state,
        },
        "pathway": played.pathway,
    }
