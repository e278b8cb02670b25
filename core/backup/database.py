"""PostgreSQL's side of a backup: dump and digests of one moment, and databases made, compared, swapped."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO, Self

import psycopg
from django.db import connections
from psycopg import sql

from core.backup import BackupDamagedError
from core.embedded.lease import EmbeddedServiceError
from core.embedded.postgres import programs_folder

NOT_KEPT = ("django_session",)
"""Whoever was signed in signs in again after a restore."""
BY_THEMSELVES = frozenset({"django_migrations", "django_content_type", "auth_permission", *NOT_KEPT})
"""Tables that a database without anybody's work has rows in."""
TABLES = """
    select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind = 'r'
      and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
    order by 1
"""
# A sum over the rows, so that their order does not matter; md5 because it is the same on every machine.
DIGEST = """
    select count(*), coalesce(sum(('x' || left(md5(t::text), 16))::bit(64)::bigint::numeric), 0)::text from {} t
"""
PLAIN_TEXT = "set timezone = 'UTC'; set datestyle = 'ISO, YMD'; set statement_timeout = 0"


@dataclass(frozen=True)
class Database:
    """Where a database is, for psycopg and for PostgreSQL's own programs."""

    name: str
    host: str = ""
    port: str = ""
    user: str = ""
    password: str = ""
    sslmode: str = ""

    @classmethod
    def of_application(cls) -> Self:
        """The one the application uses."""
        given = connections["default"].get_connection_params()
        known = ("host", "port", "user", "password", "sslmode")
        return cls(name=given["dbname"], **{key: str(given[key]) for key in known if given.get(key)})

    def called(self, name: str) -> Self:
        """Another database of the same server."""
        return replace(self, name=name)

    def connect(self, *, autocommit: bool = True) -> psycopg.Connection[Any]:
        given = {
            "dbname": self.name,
            "host": self.host,
            "port": self.port,
            "user": self.user,
            "password": self.password,
            "sslmode": self.sslmode,
        }
        return psycopg.connect(
            autocommit=autocommit,
            **{key: value for key, value in given.items() if value},  # type: ignore[arg-type]
        )

    def environment(self) -> dict[str, str]:
        """For PostgreSQL's programs; a password on a command line would be seen by all."""
        given = {
            "PGDATABASE": self.name,
            "PGHOST": self.host,
            "PGPORT": self.port,
            "PGUSER": self.user,
            "PGPASSWORD": self.password,
            "PGSSLMODE": self.sslmode,
        }
        return {"PATH": os.environ.get("PATH", os.defpath)} | {
            key: value for key, value in given.items() if value
        }


def program(name: str) -> str:
    """Where `pg_dump` or `pg_restore` is: the engine's own, or one that the machine has."""
    try:
        own = programs_folder() / name
    except EmbeddedServiceError:
        own = Path()
    found = str(own) if own.is_file() else shutil.which(name)
    if not found:
        raise BackupDamagedError(f"Không tìm thấy chương trình {name}. Hãy đặt PG_BINDIR tới thư mục có nó.")
    return found


@contextmanager
def snapshot(database: Database) -> Iterator[tuple[psycopg.Connection[Any], str]]:
    """A connection that sees one moment of the database, and the moment's name for `dump`."""
    with database.connect(autocommit=False) as connection:
        connection.execute(PLAIN_TEXT)
        connection.commit()
        connection.execute("set transaction isolation level repeatable read, read only")
        (name,) = connection.execute("select pg_export_snapshot()").fetchall()[0]
        yield connection, name


def dump(database: Database, out: BinaryIO, *, moment: str) -> None:
    """Write the database as it was at ``moment``, without the data of NOT_KEPT."""
    left_out = [f"--exclude-table-data={table}" for table in NOT_KEPT]
    command = [
        program("pg_dump"),
        "--format=custom",
        "--no-owner",
        "--no-password",
        f"--snapshot={moment}",
        *left_out,
    ]
    with tempfile.TemporaryFile() as said:
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=said, env=database.environment()
        ) as process:
            shutil.copyfileobj(process.stdout, out, 1 << 20)  # type: ignore[arg-type, misc]
        _check(process.returncode, said, "sao lưu")


def load(database: Database, dumped: BinaryIO) -> None:
    """Fill an empty database from a dump."""
    command = [program("pg_restore"), "--exit-on-error", "--no-owner", "--no-password", "-d", database.name]
    with tempfile.TemporaryFile() as said:
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stderr=said, env=database.environment()
        ) as process:
            try:
                shutil.copyfileobj(dumped, process.stdin, 1 << 20)  # type: ignore[arg-type]
            except BrokenPipeError:
                pass  # it has stopped, and says why below
            finally:
                process.stdin.close()  # type: ignore[union-attr]
        _check(process.returncode, said, "khôi phục")


def _check(code: int, said: BinaryIO, what: str) -> None:
    if code:
        said.seek(0)
        lines = said.read().decode(errors="replace").strip().splitlines()
        raise BackupDamagedError(
            f"PostgreSQL không {what} được cơ sở dữ liệu: {lines[0] if lines else f'mã {code}'}"
        )


def tables(connection: psycopg.Connection[Any]) -> dict[str, dict[str, Any]]:
    """Rows and digest of each table, in the connection's own transaction."""
    found = {}
    for (name,) in connection.execute(TABLES).fetchall():
        if name not in NOT_KEPT:
            query = sql.SQL(DIGEST).format(sql.Identifier(name))
            rows, digest = connection.execute(query).fetchall()[0]
            found[name] = {"rows": rows, "digest": digest}
    return found


def tables_of(database: Database) -> dict[str, dict[str, Any]]:
    """Rows and digest of each table of a database that nobody changes meanwhile."""
    with database.connect() as connection:
        connection.execute(PLAIN_TEXT)
        return tables(connection)


def holds_work(database: Database) -> bool:
    """Whether somebody's data would be lost if the database were replaced."""
    with database.connect() as connection:
        for (name,) in connection.execute(TABLES).fetchall():
            query = sql.SQL("select exists (select from {})").format(sql.Identifier(name))
            if name not in BY_THEMSELVES and connection.execute(query).fetchone() == (True,):
                return True
    return False


def create(database: Database) -> None:
    """Make an empty database with the server's own locale."""
    with database.called("postgres").connect() as server:
        server.execute(sql.SQL("create database {} template template0").format(sql.Identifier(database.name)))


def drop(database: Database) -> None:
    """Remove a database and whoever is connected to it."""
    with database.called("postgres").connect() as server:
        server.execute(
            sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(database.name))
        )


def swap(database: Database, new: Database, *, aside: str) -> None:
    """Put ``new`` in the place of ``database``, which is kept under the name ``aside``.

    Whoever is connected is cut off, and connects to the new one next time.
    """
    rename = sql.SQL("alter database {} rename to {}")
    with database.called("postgres").connect() as server:
        _lock_out(server, database.name)
        try:
            server.execute(rename.format(sql.Identifier(database.name), sql.Identifier(aside)))
        except psycopg.Error:
            _let_in(server, database.name)
            raise
        server.execute(rename.format(sql.Identifier(new.name), sql.Identifier(database.name)))
        _let_in(server, aside)


def _lock_out(server: psycopg.Connection[Any], name: str) -> None:
    server.execute(sql.SQL("alter database {} allow_connections false").format(sql.Identifier(name)))
    server.execute("select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = %s", [name])


def _let_in(server: psycopg.Connection[Any], name: str) -> None:
    server.execute(sql.SQL("alter database {} allow_connections true").format(sql.Identifier(name)))
