"""What keeps a vault from being opened or written: each cause reads differently, here and there."""

from __future__ import annotations

import re

import pytest

from estip_desktop.cli import sentences
from estip_desktop.errors import (
    DiskFullError,
    DiskReadOnlyError,
    EstipError,
    SecretRefusedError,
    VaultDamagedError,
    VaultHeaderDamagedError,
    VaultInUseError,
    VaultTooNewError,
)
from estip_desktop.ui.messages import message_for

CAUSES: tuple[EstipError, ...] = (
    SecretRefusedError(),
    VaultHeaderDamagedError("header-missing"),
    VaultDamagedError("database-malformed"),
    VaultTooNewError("schema-version"),
    VaultInUseError("database-locked"),
    DiskFullError("database-full"),
    DiskReadOnlyError("database-read-only"),
)
FURTHER: tuple[EstipError, ...] = (
    VaultDamagedError("disk-io"),
    DiskReadOnlyError("journal"),
    DiskReadOnlyError("schema"),
)
_DELETION = re.compile(r"delet|remove|erase|start afresh|start again|format", re.IGNORECASE)


def test_seven_causes_have_seven_sentences_with_seven_next_steps():
    found = [message_for(cause) for cause in CAUSES]
    assert len({one.happened for one in found}) == 7
    assert len({one.next_step for one in found}) == 7
    assert all(one.next_step for one in found)


def test_all_but_a_wrong_passphrase_say_what_is_safe():
    for cause in (*CAUSES[1:], *FURTHER):
        assert message_for(cause).safe, cause


def test_seven_causes_have_seven_sentences_on_the_command_line():
    assert len({sentences.for_error(cause) for cause in CAUSES}) == 7


@pytest.mark.parametrize("cause", [*CAUSES, *FURTHER], ids=str)
def test_nobody_is_ever_told_to_delete_anything(cause):
    assert not _DELETION.search(message_for(cause).words)
    assert not _DELETION.search(sentences.for_error(cause))
