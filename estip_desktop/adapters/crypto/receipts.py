"""Receipts as a desk signs them.

The library for signatures is imported with the first receipt: each window has one of these at hand,
few ever sign, and the library would be 2 MiB of every one of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from estip_desktop.outbox import Receipt
    from estip_desktop.provisioning import IdentityKeys, OwnIdentity


class JwsReceiptMaker:
    """Signs receipts."""

    def make_receipt(self, receipt: Receipt, identity: OwnIdentity, keys: IdentityKeys) -> bytes:
        """The receipt as a compact JWS."""
        from estip_desktop.adapters.crypto import jws, papers  # noqa: PLC0415 - see above

        payload = {
            "v": papers.VERSION,
            "object_sha256": receipt.object_sha256,
            "referral_id": receipt.referral_id,
            "revision": receipt.revision,
            "device_id": receipt.device_id,
            "status": receipt.status.value,
            "at": jws.moment(receipt.at),
            "checks": dict(receipt.checks),
            "by": {"unit": receipt.unit, "person_ref": receipt.person or None},
            "oh_ref": receipt.oh_ref or None,
            "reason": receipt.reason or None,
            "seq": receipt.seq,
            "prev": receipt.prev or None,
        }
        return jws.sign(payload, jws.RECEIPT, keys.signing_key, identity.certificate)
