"""What carries a sign of risk is tried branch by branch, whatever else changes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.paths import CHECKOUT

RISK_PATH = (
    "cli/instruments_cmd.py",  # answers and totals from a command
    "cli/pathway_cmd.py",  # a case from a file
    "guidance/asked.py",  # who asked the direct question, and when
    "guidance/concern_answers.py",  # a red answer opens a concern, in the same transaction
    "guidance/concern_rules.py",  # when it may close, and what follows
    "guidance/concerns.py",  # a concern closes only with what the rules ask for
    "guidance/flags.py",  # an answer raises its flags, and takes none of the red ones back
    "guidance/groups.py",  # who of a group is met alone, or watched
    "guidance/guide.py",  # the steps, the direct question among them
    "guidance/guided.py",  # how it was last time
    "guidance/questionnaires.py",  # the items, the one about self-harm among them, paper too
    "instruments/checking.py",  # no file that leaves a total without a range
    "instruments/model.py",  # which items are asked, and what each answer is worth
    "instruments/responses.py",  # answers that come from outside
    "instruments/scales.py",  # on which side of a cut-off a total lies
    "instruments/scoring.py",  # red items speak before and without any total
    "instruments/telling.py",  # the same in words
    "kernel/clock.py",  # the day of a case
    "kernel/conditions.py",  # what is shown after which answer
    "kernel/strict_json.py",  # one meaning for each file from outside
    "protocols/model.py",  # which pages there are
    "protocols/run.py",  # which step follows, and which flags it raises
    "protocols/windows.py",  # what may be held when
    "referrals/compose.py",  # what Occupational Health reads
    "referrals/risk.py",  # the risk in it
    "referrals/scores.py",  # the figures in it
    "stepped_care/agreement.py",  # no agreed day moves a contact after risk
    "stepped_care/case.py",  # from answers to what the engine looks at
    "stepped_care/closing.py",  # what stands against an end
    "stepped_care/engine.py",  # from flags and totals to a proposal
    "stepped_care/estim.py",  # something urgent comes before an ESTIM
    "stepped_care/model.py",  # rules that could leave a case without a proposal
    "stepped_care/schedule.py",  # when somebody asks again
    "stepped_care/service.py",  # from a session to a proposal, and to the contacts that follow
    "ui/asking.py",  # between two items, whoever holds the laptop
    "ui/concern_detour.py",  # to Immediate concern and back
    "ui/considering.py",  # what was noted is looked at again
    "ui/pages/concern/presenter.py",
    "ui/pages/handover/presenter.py",
    "ui/pages/pathway/presenter.py",  # a person decides, and phones first
    "ui/pages/question/presenter.py",
    "ui/pages/result/presenter.py",  # what a score asks for
    "ui/pages/result/words.py",
)
TESTS = (
    "tests/unit/guidance",
    "tests/unit/instruments",
    "tests/unit/protocols",
    "tests/unit/kernel/test_clock.py",
    "tests/unit/kernel/test_conditions.py",
    "tests/unit/kernel/test_strict_json.py",
    "tests/unit/stepped_care",
    "tests/unit/referrals",
    "tests/content/test_commands.py",
    "tests/content/test_commands_told.py",
    "tests/content/test_pro_rated.py",
    "tests/content/test_packs_of_other_shapes.py",
    "tests/content/test_refusals.py",
    "tests/ui/test_page_concern.py",
    "tests/ui/test_ending_a_case.py",
    "tests/ui/test_page_handover.py",
    "tests/ui/test_page_pathway.py",
    "tests/ui/test_page_question.py",
    "tests/ui/test_page_result.py",
    "tests/ui/test_proposal_and_result_at_their_edges.py",
    "tests/ui/test_shell_concern.py",
    "tests/ui/test_group_in_the_shell.py",
)
SLOW = (
    "999_shows or eleven_key or two_levels or mean_of_items or everything_is_reached"
    " or escaped_quotes or four_million or any_case_comes_out"
)
"""They try nothing of it that the others do not."""
SETTINGS = r"""
[run]
branch = true
include = {files}
[report]
exclude_also =
    if TYPE_CHECKING:
    assert_never\(
    \.\.\.$
"""


def test_every_branch_of_the_risk_path_is_tried(tmp_path: Path) -> None:
    files = [f"estip_desktop/{name}" for name in RISK_PATH]
    for name in files:
        assert (CHECKOUT / name).is_file(), name
    settings = tmp_path / "coverage.ini"
    settings.write_text(SETTINGS.format(files=",".join(files)), "utf-8")
    environment = {**os.environ, "COVERAGE_FILE": str(tmp_path / "coverage")}
    coverage = [sys.executable, "-m", "coverage"]
    tried = subprocess.run(
        [*coverage, "run", f"--rcfile={settings}", "-m", "pytest", "-q",
         "-p", "no:cacheprovider", f"--basetemp={tmp_path / 'tests'}",
         "-k", f"not ({SLOW})", *TESTS],
        cwd=CHECKOUT, env=environment, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert tried.returncode == 0, tried.stdout[-2000:]
    report = tmp_path / "report.json"
    subprocess.run(
        [*coverage, "json", "-q", f"--rcfile={settings}", "-o", str(report)],
        cwd=CHECKOUT, env=environment, check=True, capture_output=True,
    )  # fmt: skip
    measured = json.loads(report.read_text("utf-8"))["files"]
    missed = {
        name: (rows["missing_lines"], rows["missing_branches"])
        for name, rows in measured.items()
        if rows["missing_lines"] or rows["missing_branches"]
    }
    assert missed == {}
    assert set(measured) == set(files)
