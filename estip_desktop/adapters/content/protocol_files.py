"""From ``protocols/*.json`` to protocols: blocks are put in, link ids are checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from estip_desktop.adapters.content.reading import shaped
from estip_desktop.adapters.content.shapes import (
    BlocksFile,
    ConditionShape,
    ItemShape,
    PageShape,
    ProtocolFile,
    StepShape,
    UseShape,
)
from estip_desktop.errors import ContentRefusedError
from estip_desktop.kernel.conditions import Condition, Operator
from estip_desktop.kernel.items import Item, ItemKind, Option
from estip_desktop.protocols import (
    FLAGS_QUESTION,
    CaseFact,
    FlagRule,
    GivesRule,
    Page,
    PageKind,
    Protocol,
    Step,
)


def protocol_from(file: ProtocolFile, blocks: BlocksFile) -> Protocol:
    """Put a protocol together.

    Raises:
        ContentRefusedError: It uses a block that does not exist, a page twice, or a condition on an
            answer that comes later or never.
    """
    steps = tuple(_step(file.id, shape, blocks) for shape in file.steps)
    shortest, longest = file.usual_minutes
    protocol = Protocol(
        file.id,
        file.version,
        file.language,
        file.title,
        file.short_title,
        (shortest, longest),
        steps,
    )
    _check_conditions(protocol)
    return protocol


def _step(protocol_id: str, shape: StepShape, blocks: BlocksFile) -> Step:
    pages = tuple(
        page for entry in shape.pages for page in _pages(protocol_id, entry, blocks.blocks)
    )
    return Step(shape.id, shape.title, pages)


def _pages(
    protocol_id: str, entry: Mapping[str, object], blocks: Mapping[str, list[PageShape]]
) -> Iterator[Page]:
    if "use" not in entry:
        yield _page(shaped(entry, PageShape, protocol_id))
        return
    wanted = shaped(entry, UseShape, protocol_id)
    name = wanted.use.partition(".")[0]
    found = [page for page in blocks.get(name, []) if wanted.use in (name, page.id)]
    if not found:
        raise ContentRefusedError(f"{protocol_id}:no-such-block:{wanted.use}")
    if wanted.show_when and wanted.use == name:
        raise ContentRefusedError(f"{protocol_id}:conditions-are-for-one-page:{wanted.use}")
    for shape in found:
        page = _page(shape, block=name)
        if wanted.show_when:
            conditions = _conditions(wanted.show_when)
            page = replace(page, show_when=conditions, show_any=wanted.show_any)
        yield page


def _page(shape: PageShape, block: str = "") -> Page:
    return Page(
        id=shape.id,
        kind=PageKind(shape.kind),
        item=None if shape.item is None else _item(shape.id, shape.item),
        prompt=shape.prompt,
        why=shape.why,
        words_that_help=tuple(shape.words_that_help),
        better_not=tuple(shape.better_not),
        show_when=_conditions(shape.show_when),
        show_any=shape.show_any,
        flags=tuple(FlagRule(flag.code, _conditions(flag.when)) for flag in shape.flags),
        private=shape.private,
        instruments=tuple(shape.instruments),
        preselected=tuple(shape.preselected),
        options_from=shape.options_from,
        fact=None if shape.fact is None else CaseFact(shape.fact),
        gives=tuple(GivesRule(each.sheet, _conditions(each.when)) for each in shape.gives),
        block=block,
    )


def _item(link_id: str, shape: ItemShape) -> Item:
    return Item(
        link_id=link_id,
        kind=ItemKind(shape.type),
        text=shape.text,
        options=tuple(
            Option(code=o.code, label=o.label, hint=o.hint, exclusive=o.exclusive)
            for o in shape.options
        ),
        hint=shape.hint,
        required=shape.required,
        may_decline=shape.may_decline,
        minimum=shape.minimum,
        maximum=shape.maximum,
        low_label=shape.low_label,
        high_label=shape.high_label,
        max_length=shape.max_length,
    )


def _conditions(shapes: list[ConditionShape]) -> tuple[Condition, ...]:
    return tuple(Condition(s.question, Operator(s.operator), s.answer) for s in shapes)


def _check_conditions(protocol: Protocol) -> None:
    """Every condition looks at this page, an earlier one, or the flags that stand.

    How somebody leaves is looked at by what was asked before, too: a high rating at the end brings
    the direct question back.
    """
    leaving = {page.id for page in protocol.pages if page.fact is CaseFact.DISTRESS_END}
    earlier: set[str] = {FLAGS_QUESTION}
    for page in protocol.pages:
        ahead = leaving if page.fact is CaseFact.SAFETY else set()
        _demand(protocol, page, {c.question for c in page.show_when}, earlier | ahead)
        if page.options_from:
            _demand(protocol, page, {page.options_from}, earlier)
        earlier.add(page.id)
        given = {condition.question for rule in page.gives for condition in rule.when}
        _demand(protocol, page, given, earlier - {FLAGS_QUESTION})
        raised = {condition.question for flag in page.flags for condition in flag.when}
        _demand(protocol, page, raised, (earlier | leaving) - {FLAGS_QUESTION})


def _demand(protocol: Protocol, page: Page, asked: set[str], known: set[str]) -> None:
    if not asked <= known:
        raise ContentRefusedError(f"{protocol.id}:{page.id}:condition-on-unknown-page")
