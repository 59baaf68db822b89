"""Under which conditions a page of a protocol is asked, in words."""

from __future__ import annotations

from collections.abc import Sequence

from estip_desktop.kernel.conditions import Condition, Operator
from estip_desktop.kernel.i18n import _
from estip_desktop.kernel.items import DECLINED
from estip_desktop.protocols import Page, Protocol
from estip_desktop.protocols.model import FLAGS_QUESTION
from estip_desktop.stepped_care import Pathways


def only_if(page: Page, protocol: Protocol, pathways: Pathways) -> str:
    """*Only if …*, or empty where the page is always asked."""
    said = _flags(page.show_when, pathways)
    for question in dict.fromkeys(each.question for each in page.show_when):
        if question != FLAGS_QUESTION:
            about = protocol.page(question)
            said += _about(about, _title(protocol, about), page.show_when)
    if not said:
        return ""
    joined = (_(" or ") if page.show_any else _(" and ")).join(said)
    return _("Only if {conditions}.").format(conditions=joined)


def _flags(conditions: Sequence[Condition], pathways: Pathways) -> list[str]:
    codes = [str(each.answer) for each in conditions if each.question == FLAGS_QUESTION]
    if not codes:
        return []
    names = "; ".join(pathways.flag(code).short for code in codes)
    return [_("one of these was said or seen: {flags}").format(flags=names)]


def _title(protocol: Protocol, page: Page) -> str:
    return page.item.text if page.item is not None else protocol.step_of(page.id).title


def _about(page: Page, title: str, conditions: Sequence[Condition]) -> list[str]:
    """What has to be true of one answer."""
    own = [each for each in conditions if each.question == page.id and not _goes_without(each)]
    contains = [each for each in own if each.operator is Operator.CONTAINS]
    said = [_comparison(page, title, each) for each in own if each not in contains]
    if contains:
        chosen = _(" or ").join(_answer(page, each) for each in contains)
        said.append(_("“{question}” has {answers}").format(question=title, answers=chosen))
    return said


def _goes_without(condition: Condition) -> bool:
    """On paper a question that is left empty speaks for itself."""
    empty = condition.answer in ([], DECLINED) and condition.operator is Operator.NOT_EQUAL
    return condition.operator is Operator.EXISTS or empty


def _comparison(page: Page, title: str, condition: Condition) -> str:
    words = {
        Operator.EQUAL: _("“{question}” is {answer}"),
        Operator.NOT_EQUAL: _("“{question}” is not {answer}"),
        Operator.AT_LEAST: _("“{question}” is {answer} or more"),
        Operator.AT_MOST: _("“{question}” is {answer} or less"),
    }[condition.operator]
    if condition.answer is True:
        return _("“{question}” was done").format(question=title)
    return words.format(question=title, answer=_answer(page, condition))


def _answer(page: Page, condition: Condition) -> str:
    value = condition.answer
    if isinstance(value, list):
        value = value[0]
    if isinstance(value, int):
        return str(value)
    label = _("Prefers not to say")
    if value != DECLINED and page.item is not None:
        label = page.item.option(value).label
    return _("“{answer}”").format(answer=label)
