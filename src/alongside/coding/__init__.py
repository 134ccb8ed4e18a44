"""What a study is about and what it found, in codes and tables.

A codebook is read and checked first (`read_codebook`); then every code that somebody gives is checked against it
(`Codebook.check`); a new version is compared with the old one (`changes`). Evidence that is kept as tables is read by
`read_evidence`, one table that stands alone by `evidence_alone`; `cell_counts` and its neighbours count what is known
of the arms; `read_thresholds` says which differences matter.
"""

from alongside.coding.appendices import read_appendices
from alongside.coding.arm_names import ARM_NAMES, compact, names_together
from alongside.coding.codebook import (
    Changes,
    Codebook,
    CodeDefinition,
    Dimension,
    Example,
    Reworded,
    changes,
    read_codebook,
)
from alongside.coding.condition_groups import ConditionGroup, read_condition_groups
from alongside.coding.coverage import ARM_DIMENSIONS, cell_counts, code_counts, dose_counts, tidier_counts
from alongside.coding.evidence_tables import Evidence, read_evidence
from alongside.coding.evidence_writing import evidence_files
from alongside.coding.lone_table import evidence_alone, evidence_of
from alongside.coding.outcome_table import OutcomeTable, read_outcomes
from alongside.coding.printed_tables import number_rows, printed_rows, rows_of
from alongside.coding.result_table import COMPARATOR_CLASSES, RESULT_COLUMNS
from alongside.coding.table_wishes import TableWishes, pairs
from alongside.coding.thresholds import read_thresholds, with_thresholds

__all__ = [
    "ARM_DIMENSIONS",
    "ARM_NAMES",
    "COMPARATOR_CLASSES",
    "RESULT_COLUMNS",
    "Changes",
    "CodeDefinition",
    "Codebook",
    "ConditionGroup",
    "Dimension",
    "Evidence",
    "Example",
    "OutcomeTable",
    "Reworded",
    "TableWishes",
    "cell_counts",
    "changes",
    "code_counts",
    "compact",
    "dose_counts",
    "evidence_alone",
    "evidence_files",
    "evidence_of",
    "names_together",
    "number_rows",
    "pairs",
    "printed_rows",
    "read_appendices",
    "read_codebook",
    "read_condition_groups",
    "read_evidence",
    "read_outcomes",
    "read_thresholds",
    "rows_of",
    "tidier_counts",
    "with_thresholds",
]
