"""Trials that are one: which study each of several stands for, and one study made of all of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from alongside.evidence import Arm, Contrast, Study

__all__ = ["joined_arm", "joined_contrast", "joined_studies", "roots_of"]


def roots_of(same_as: Mapping[str, str]) -> dict[str, str]:
    """For each study that was called the same as another, the one that stands for it, through any number of steps.

    Where the steps go in a circle (two people joined two trials the two ways round), the first by name stands for all.

    >>> roots_of({"c": "b", "b": "a"})
    {'c': 'a', 'b': 'a'}
    >>> roots_of({"a": "b", "b": "a"})
    {'b': 'a'}
    """
    roots: dict[str, str] = {}
    for study in same_as:
        path = [study]
        while path[-1] in same_as and same_as[path[-1]] not in path:
            path.append(same_as[path[-1]])
        following = same_as.get(path[-1])
        root = path[-1] if following is None else min(path[path.index(following) :])
        if root != study:
            roots[study] = root
    return roots


def joined_studies(studies: Iterable[Study], roots: Mapping[str, str]) -> list[Study]:
    """One study for those that are one: as the root was described, with the others' reports, and their codes in
    dimensions in which the root has none. `roots` names studies that are among these.
    """
    by_id = {study.id: study for study in studies}
    for study_id, root_id in roots.items():
        study, root = by_id[study_id], by_id[root_id]
        coded = {code.dimension for code in root.codes}
        reports = {report.id: report for report in (*root.reports, *study.reports)}
        by_id[root_id] = replace(
            root,
            reports=tuple(reports.values()),
            codes=(*root.codes, *(code for code in study.codes if code.dimension not in coded)),
        )
    return [study for study in by_id.values() if study.id not in roots]


def joined_contrast(contrast: Contrast, roots: Mapping[str, str]) -> Contrast:
    """The result as one of the study that stands for its own; its arms keep their names."""
    return replace(contrast, study=roots[contrast.study]) if contrast.study in roots else contrast


def joined_arm(arm: Arm, roots: Mapping[str, str]) -> Arm:
    """The arm as one of the study that stands for its own."""
    return replace(arm, study=roots[arm.study]) if arm.study in roots else arm
