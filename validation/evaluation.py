"""Does the evaluation engine say what theory and the field's packages say, and are its answers as sure as they claim?

    python validation/evaluation.py [--quick] [--json] [--only PREFIX] [--seed N]

Golden figures (sample sizes, a mixed model, Rubin's rules, minimisation), false positives of each design's default
analysis under no effect, simulated power against the formula, how well the next allocation can be guessed, and the time
that a plan takes on 5,000 people. Each check prints value, what was expected, tolerance and whether it is within;
simulated ones also their Monte Carlo standard error, which `--quick` (1,000 trials instead of 10,000) adds twice to the
tolerance. Exit code 1 if one is not.
"""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from trial_conduct import predictability, speed
from trial_goldens import golden, minimised, sizes
from trial_simulations import false_positives, false_positives_elsewhere, powers

PARTS = {
    "sizes": sizes,
    "golden": golden,
    "minimisation": minimised,
    "false-positives": false_positives,
    "false-positives-elsewhere": false_positives_elsewhere,
    "power": powers,
    "predictability": predictability,
    "speed": speed,
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="1,000 simulated trials instead of 10,000")
    parser.add_argument("--trials", type=int, help="how many simulated trials")
    parser.add_argument("--json", action="store_true", help="one JSON document on stdout")
    parser.add_argument("--only", choices=[*PARTS], help="one part")
    parser.add_argument("--seed", type=int, default=28)
    options = parser.parse_args()
    trials = options.trials or (1_000 if options.quick else 10_000)
    documents: dict[str, Any] = {}
    for name, part in PARTS.items():
        if options.only in (None, name):
            for check in part(trials, options.seed):
                documents[check.name] = check.document()
                if not options.json:
                    sys.stdout.write(f"{check.name}: {documents[check.name]}\n")
                    sys.stdout.flush()
    if options.json:
        sys.stdout.write(json.dumps(documents, indent=2) + "\n")
    return 0 if all(document["ok"] for document in documents.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
