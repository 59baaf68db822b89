"""What is changed, and the tests that stand for it, the quickest first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tests.paths import CHECKOUT

_PACKAGE = "estip_desktop"


@dataclass(frozen=True)
class Target:
    """A part of the program.

    Args:
        files: Below the checkout.
        tests: As given to pytest.
    """

    files: tuple[str, ...]
    tests: tuple[str, ...]


TARGETS: Mapping[str, Target] = {
    "scorer": Target(
        (
            f"{_PACKAGE}/instruments/model.py",
            f"{_PACKAGE}/instruments/responses.py",
            f"{_PACKAGE}/instruments/scoring.py",
            f"{_PACKAGE}/instruments/scales.py",
            *sorted(
                str(path.relative_to(CHECKOUT))
                for path in (CHECKOUT / "resources/instruments").glob("*/scoring.json")
            ),
        ),
        (
            "tests/unit/instruments",
            "tests/content/test_instrument_files.py",
            "tests/content/test_packs_of_other_shapes.py",
            "tests/content/test_pathway_oracle.py",
            "tests/content/test_refusals.py",
            "tests/content/test_commands.py",
            "tests/property/test_scoring_properties.py",
        ),
    ),
    "flags": Target(
        (
            f"{_PACKAGE}/guidance/flags.py",
            f"{_PACKAGE}/kernel/conditions.py",
            f"{_PACKAGE}/protocols/run.py",
            f"{_PACKAGE}/referrals/risk.py",
        ),
        (
            "tests/unit/kernel/test_conditions.py",
            "tests/unit/guidance",
            "tests/unit/protocols",
            "tests/unit/referrals/test_compose.py",
            "tests/unit/referrals/test_risk_told.py",
            "tests/content/test_flags_of_the_outline.py",
        ),
    ),
    "concerns": Target(
        (
            f"{_PACKAGE}/guidance/concern_answers.py",
            f"{_PACKAGE}/guidance/concern_rules.py",
            f"{_PACKAGE}/guidance/concerns.py",
        ),
        ("tests/unit/guidance", "tests/unit/protocols"),
    ),
    "windows": Target(
        (
            f"{_PACKAGE}/kernel/clock.py",
            f"{_PACKAGE}/protocols/windows.py",
        ),
        (
            "tests/unit/kernel/test_clock.py",
            "tests/unit/protocols",
            "tests/unit/stepped_care/test_schedule.py",
            "tests/content/test_pathway_oracle.py",
        ),
    ),
    "pathway": Target(
        (
            f"{_PACKAGE}/stepped_care/case.py",
            f"{_PACKAGE}/stepped_care/engine.py",
            f"{_PACKAGE}/stepped_care/model.py",
            f"{_PACKAGE}/stepped_care/schedule.py",
            "resources/pathways/estip.json",
        ),
        (
            "tests/unit/stepped_care",
            "tests/unit/guidance/test_guide.py",
            "tests/unit/protocols",
            "tests/content/test_pathway_oracle.py",
            "tests/content/test_pathway_files.py",
            "tests/content/test_calendar_oracle.py",
            "tests/content/test_refusals.py",
            "tests/content/test_commands.py",
        ),
    ),
    "contacts": Target(
        (
            f"{_PACKAGE}/guidance/guided.py",
            f"{_PACKAGE}/stepped_care/agreement.py",
            f"{_PACKAGE}/stepped_care/closing.py",
            f"{_PACKAGE}/stepped_care/estim.py",
            f"{_PACKAGE}/stepped_care/service.py",
        ),
        ("tests/unit/stepped_care", "tests/unit/guidance", "tests/unit/protocols"),
    ),
}
