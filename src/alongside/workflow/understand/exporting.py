"""The evidence of a project as a folder of tables, and from such a folder the same evidence again."""

from __future__ import annotations

from pathlib import Path

from alongside.coding import Evidence, evidence_files
from alongside.errors import UsageError
from alongside.project import Project

__all__ = ["evidence_of", "export_evidence"]


def evidence_of(project: Project) -> Evidence:
    """What holds: outcomes, studies as they were last judged, arms, results, instruments."""
    understand = project.understand
    return Evidence(
        outcomes=tuple(understand.outcomes()),
        studies=tuple(understand.studies()),
        contrasts=tuple(understand.contrasts()),
        arms=tuple(understand.arms()),
        tidier=tuple(card for _, card in sorted(understand.tidier().items())),
        instruments=tuple(understand.instruments()),
    )


def export_evidence(project: Project, folder: Path) -> dict[str, int]:
    """Write the tables into `folder`, which must be new or empty; the number of bytes of each file.

    Raises
    ------
    UsageError : for a folder that holds something, or a file in its place.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder} is not empty; name a new folder")
    files = {name: text.encode("utf-8") for name, text in evidence_files(evidence_of(project)).items()}
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return {name: len(content) for name, content in files.items()}
