"""The codebook: which codes there are, what each means, and what a report that fits one looks like.

Vocabulary: a *dimension* asks one question of a study ("Who gives the support?"); a *code* is one answer on offer; its
*definition* says what counts; its *example* is how a reviewer would meet it; its *cues* are words that point to it.

A codebook is a YAML file that people edit, so reading it is strict and every complaint names the line:

    version: 1
    frameworks: {tidier: "Hoffmann 2014"}        # optional: what the codebook follows
    dimensions:
      - id: form
        label: Form
        question: How do people meet?
        why: Forms differ in reach and cost.
        multiple: true
        codes:
          - id: telephone
            label: Telephone calls
            definition: Two people talk by telephone.
            example: {text: weekly calls, study: Dale 2009}        # or {text: weekly calls, invented: true}
            cues: [telephone, phone call]                          # optional, as are note and plain
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from alongside.coding.codebook_yaml import Fields, read_document
from alongside.errors import InputError

__all__ = [
    "Changes",
    "CodeDefinition",
    "Codebook",
    "Dimension",
    "Example",
    "Reworded",
    "changes",
    "read_codebook",
]


@dataclass(frozen=True, slots=True)
class Example:
    """What a report that fits says: the words, and the study that they come from; "" where the words are invented."""

    text: str
    study: str = ""

    @property
    def invented(self) -> bool:
        """Whether the words were made up because no study at hand fits."""
        return not self.study


@dataclass(frozen=True, slots=True)
class CodeDefinition:
    """One code. `plain` is how an outcome domain reads after "people …"; `note` is a remark for reviewers."""

    id: str
    label: str
    definition: str
    example: Example
    cues: tuple[str, ...] = ()
    note: str = ""
    plain: str = ""


@dataclass(frozen=True, slots=True)
class Dimension:
    """One question to a study, with its codes in the order of the file.

    `multiple` says whether a study may have several codes here; `why` is one line on what the question is for.
    """

    id: str
    label: str
    question: str
    why: str
    multiple: bool
    codes: tuple[CodeDefinition, ...]
    _by_id: dict[str, CodeDefinition] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_id", {code.id: code for code in self.codes})

    def code(self, code: str) -> CodeDefinition:
        """The code of that id; `InputError` with the nearest id where there is none."""
        if code not in self._by_id:
            raise InputError(_unknown(f"dimension {self.id!r} has no code", code, self._by_id), column="code")
        return self._by_id[code]


@dataclass(frozen=True, slots=True)
class Codebook:
    """All dimensions of one version. `frameworks` names what the codebook follows, by short name.

    Examples
    --------
    >>> telephone = CodeDefinition("telephone", "Telephone calls", "Two people talk by telephone.", Example("calls"))
    >>> form = Dimension("form", "Form", "How do people meet?", "Forms differ in cost.", True, (telephone,))
    >>> book = Codebook(1, (form,))
    >>> book.check("form", "telephone").label
    'Telephone calls'
    >>> book.check("form", "telefone")
    Traceback (most recent call last):
    ...
    alongside.errors.InputError: column code: dimension 'form' has no code 'telefone'; did you mean 'telephone'?
    """

    version: int
    dimensions: tuple[Dimension, ...]
    frameworks: tuple[tuple[str, str], ...] = ()
    _by_id: dict[str, Dimension] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_id", {dimension.id: dimension for dimension in self.dimensions})

    def dimension(self, dimension: str) -> Dimension:
        """The dimension of that id; `InputError` with the nearest id where there is none."""
        if dimension not in self._by_id:
            raise InputError(_unknown("the codebook has no dimension", dimension, self._by_id), column="dimension")
        return self._by_id[dimension]

    def code(self, dimension: str, code: str) -> CodeDefinition:
        """One code of one dimension; `InputError` as `dimension` and `Dimension.code` raise it."""
        return self.dimension(dimension).code(code)

    def check(self, dimension: str, code: str) -> CodeDefinition:
        """The same, named for where only the check is wanted.

        Raises
        ------
        InputError : `column` is "dimension" or "code", whichever is not here; the message suggests the nearest id. The
            caller knows the file and the row, and adds them.
        """
        return self.code(dimension, code)


@dataclass(frozen=True, slots=True)
class Reworded:
    """A code that two versions name or define in different words."""

    dimension: str
    code: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What a new version does to an old one. `added` and `removed` hold (dimension, code).

    A code is never reused for another meaning. No program can read meaning, so `suspect` lists the codes whose label
    and definition both changed: a person should say that each still means the same, or give it a new id.
    """

    added: tuple[tuple[str, str], ...] = ()
    removed: tuple[tuple[str, str], ...] = ()
    relabelled: tuple[Reworded, ...] = ()
    redefined: tuple[Reworded, ...] = ()

    @property
    def suspect(self) -> tuple[tuple[str, str], ...]:
        """Codes with a new label and a new definition at once."""
        redefined = {(change.dimension, change.code) for change in self.redefined}
        both = ((change.dimension, change.code) for change in self.relabelled)
        return tuple(pair for pair in both if pair in redefined)

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.relabelled or self.redefined)


def changes(old: Codebook, new: Codebook) -> Changes:
    """What `new` adds, removes and says in other words; each list in the order of the codebook that holds the code.

    A code that moved to another dimension counts as removed there and added here. Order, cues, notes and examples are
    not compared: they do not change what a code means.

    >>> one = CodeDefinition("telephone", "Telephone", "Two people talk by telephone.", Example("calls"))
    >>> two = CodeDefinition("telephone", "Telephone calls", "Two people talk by telephone.", Example("calls"))
    >>> form = Dimension("form", "Form", "How do people meet?", "Forms differ in cost.", True, (one,))
    >>> newer = Dimension("form", "Form", "How do people meet?", "Forms differ in cost.", True, (two,))
    >>> changes(Codebook(1, (form,)), Codebook(2, (newer,))).relabelled
    (Reworded(dimension='form', code='telephone', old='Telephone', new='Telephone calls'),)
    """
    before, after = _pairs(old), _pairs(new)
    unchanged = [(pair, before[pair], code) for pair, code in after.items() if pair in before]
    return Changes(
        added=tuple(pair for pair in after if pair not in before),
        removed=tuple(pair for pair in before if pair not in after),
        relabelled=tuple(
            Reworded(*pair, was.label, now.label) for pair, was, now in unchanged if was.label != now.label
        ),
        redefined=tuple(
            Reworded(*pair, was.definition, now.definition)
            for pair, was, now in unchanged
            if was.definition != now.definition
        ),
    )


def _pairs(book: Codebook) -> dict[tuple[str, str], CodeDefinition]:
    return {(dimension.id, code.id): code for dimension in book.dimensions for code in dimension.codes}


def read_codebook(path: Path) -> Codebook:
    """The codebook in a YAML file of the shape that stands at the top of this module.

    Raises
    ------
    InputError : for a file that cannot be read or is not YAML; unknown, repeated or missing keys; a value of another
        kind; an id that is not of a-z, 0-9 and _ or stands twice; a code without definition or example. With `path`,
        the line as `row`, and the key as `column`.
    """
    top = read_document(path)
    top.only("version", "frameworks", "dimensions")
    version = top.whole_number("version", minimum=1)
    frameworks = top.texts_by_name("frameworks")
    dimensions = []
    for entry in top.entries("dimensions"):
        entry.only("id", "label", "question", "why", "multiple", "codes")
        dimensions.append(
            Dimension(
                id=entry.identifier("id"),
                label=entry.text("label"),
                question=entry.text("question"),
                why=entry.text("why"),
                multiple=entry.boolean("multiple"),
                codes=tuple(_code(code) for code in entry.entries("codes")),
            )
        )
    return Codebook(version, tuple(dimensions), frameworks)


def _code(entry: Fields) -> CodeDefinition:
    entry.only("id", "label", "definition", "example", "cues", "note", "plain")
    return CodeDefinition(
        id=entry.identifier("id"),
        label=entry.text("label"),
        definition=entry.text("definition"),
        example=_example(entry.entry("example")),
        cues=entry.texts("cues"),
        note=entry.text("note", default=""),
        plain=entry.text("plain", default=""),
    )


def _example(entry: Fields) -> Example:
    entry.only("text", "study", "invented")
    text, study = entry.text("text"), entry.text("study", default="")
    if entry.boolean("invented", default=False) == bool(study):
        raise entry.error("study", "expected either the study that the words come from or 'invented: true'")
    return Example(text, study)


def _unknown(what: str, name: str, known_names: Iterable[str]) -> str:
    names = list(known_names)
    near = difflib.get_close_matches(name, names, n=1)
    if near:
        return f"{what} {name!r}; did you mean {near[0]!r}?"
    return f"{what} {name!r}; expected one of {', '.join(names)}"
