"""What may not be in the project: the secret of each evaluation, and the tables of its people, sealed with it.

A vault is a folder beside the project file (NAME.vault beside NAME.alongside), or the project's own one in the folder
that ALONGSIDE_VAULT names; a project in a database always needs that. Only its owner may enter. A project's file, log,
exports, pages and backups can go anywhere: without the vault nobody finds an arm in them, and nobody's name ever.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from alongside.errors import ProjectError, UsageError
from alongside.evaluation.allocation.sealing import derived, sealed, unsealed
from alongside.project import Project

__all__ = ["VAULT", "Vault", "vault_of"]

VAULT = "ALONGSIDE_VAULT"
"""The variable that names the folder in which each project has one."""

SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class Vault:
    """The folder. It is made when the first secret is."""

    folder: Path

    def secret(self, evaluation: str) -> bytes:
        """The evaluation's secret.

        Raises `ProjectError` where it is not here: whoever has a copy of the project only, can neither draw nor read.
        """
        path = self._secret_path(evaluation)
        try:
            return bytes.fromhex(path.read_text(encoding="ascii").strip())
        except (OSError, ValueError):
            raise ProjectError(
                f"the secret of {evaluation!r} is not here: expected it in {path}; without it nobody can draw or read "
                f"the list ({VAULT} names another folder)"
            ) from None

    def has(self, evaluation: str) -> bool:
        """Whether the secret is here."""
        return self._secret_path(evaluation).exists()

    def new_secret(self, evaluation: str, secret_before: bytes | None = None) -> bytes:
        """A new secret, or the one that is here already: a list whose sealing was cut off is sealed with the same.

        `known` is for people who do not exist: a demonstration is the same each time that it is made.
        """
        if self.has(evaluation):
            return self.secret(evaluation)
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._secret_path(evaluation)
        secret = secret_before or secrets.token_bytes(SECRET_BYTES)
        _write(path, (secret.hex() + "\n").encode("ascii"), new=True)
        return secret

    def keep(self, evaluation: str, table: str, content: bytes) -> str:
        """Keep a table sealed; gives its digest. What is there under that digest already stays."""
        digest = hashlib.sha256(content).hexdigest()
        text = sealed(self.key(evaluation, "tables"), content.hex())
        _write(self._table_path(evaluation, table, digest), text.encode("ascii"))
        return digest

    def table(self, evaluation: str, table: str, digest: str) -> bytes:
        """A table back. Raises `ProjectError` where it is not here, or is another one than was loaded."""
        path = self._table_path(evaluation, table, digest)
        try:
            text = path.read_text(encoding="ascii")
        except OSError:
            raise ProjectError(f"the table of {table} is not here: expected it in {path}") from None
        content = bytes.fromhex(unsealed(self.key(evaluation, "tables"), text))
        if hashlib.sha256(content).hexdigest() != digest:
            raise ProjectError(f"{path}: is not the table that was loaded")
        return content

    def key(self, evaluation: str, use: str) -> bytes:
        """The key of a use: "draws" (published when the analysis opens), "list", "people", "tables", "envelopes"."""
        return derived(self.secret(evaluation), use)

    def _secret_path(self, evaluation: str) -> Path:
        return self.folder / f"{evaluation}.secret"

    def _table_path(self, evaluation: str, table: str, digest: str) -> Path:
        return self.folder / f"{evaluation}.{table}.{digest[:16]}.sealed"


def _write(path: Path, content: bytes, *, new: bool = False) -> None:
    """Write a file that its owner alone can read, whole or not at all."""
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    if new:
        # A link fails where the name is taken: of two processes that make a secret at once, one makes it.
        try:
            os.link(part, path)
        except FileExistsError:
            raise UsageError(f"{path.name}: another process made it just now; try again") from None
        finally:
            part.unlink()
    else:
        part.replace(path)


def vault_of(project: Project) -> Vault:
    """The project's vault. Raises `UsageError` for a database without ALONGSIDE_VAULT."""
    named = os.environ.get(VAULT, "").strip()
    if named:
        # Two projects may call an evaluation by one name. With one secret for both, the seed that the earlier one
        # publishes when it is opened would tell the arms of the other.
        return Vault(Path(named) / project.uuid)
    if project.path is None:
        raise UsageError(f"{VAULT} names the folder for the secrets of a project in a database; it is not set")
    return Vault(project.path.with_suffix(".vault"))
