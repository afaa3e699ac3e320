"""A PostgreSQL server for one test session: its own data, reachable through a socket only, gone afterwards."""

from __future__ import annotations

import os
import pwd
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from tests.tools import postgresql_folder

SCRIPT = """
cd "$2"
"$1/initdb" --no-sync --auth=trust --username=postgres --encoding=UTF8 --locale=C.UTF-8 -D "$2/data" >initdb.log &&
"$1/pg_ctl" -w -D "$2/data" -l log start >/dev/null \\
  -o "-c listen_addresses='' -c unix_socket_directories=$2 -c fsync=off -c max_connections=200" &&
echo ready || echo failed
read -r _
"$1/pg_ctl" -w -D "$2/data" -m immediate stop >/dev/null
cd / && rm -r "$2"
"""
"""$1 is the folder of PostgreSQL's programs, $2 a folder that belongs to the user who runs this."""


KEEP = sql.SQL("""
DO $$ DECLARE name text; BEGIN
  CREATE SCHEMA kept;
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('CREATE TABLE kept.%I AS TABLE public.%I', name, name);
  END LOOP;
END $$""")
END_OTHERS = sql.SQL(
    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
# Without triggers and foreign keys: the trail is append-only, and the order of tables does not matter.
PUT_BACK = sql.SQL("""
DO $$ DECLARE name text; BEGIN
  SET LOCAL session_replication_role = replica;
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('DELETE FROM public.%I', name);
    EXECUTE format('INSERT INTO public.%I SELECT * FROM kept.%I', name, name);
  END LOOP;
END $$""")

SHAPE = """
SELECT md5(string_agg(part, '|' ORDER BY part)) FROM (
  SELECT concat_ws(' ', relname, attname, atttypid, attnotnull, attisdropped)
    FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid WHERE relnamespace = 'public'::regnamespace
  UNION ALL SELECT concat_ws(' ', tgrelid, tgname, tgenabled, tgfoid) FROM pg_trigger WHERE NOT tgisinternal
  UNION ALL SELECT concat_ws(' ', conrelid, conname) FROM pg_constraint WHERE connamespace = 'public'::regnamespace
  UNION ALL SELECT concat_ws(' ', proname, md5(prosrc)) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
) AS parts(part)"""


class Server:
    """A running server; `socket` is the folder of its socket."""

    def __init__(self, socket: Path) -> None:
        self.socket = socket
        self._shapes: dict[str, Any] = {}

    def url(self, name: str) -> str:
        """The address of one of its databases, as DIRECTORY_DATABASE_URL takes it."""
        return f"postgresql://postgres@/{name}?host={self.socket}"

    def create(self, name: str, *, template: str | None = None) -> None:
        """Make a database, empty or as a copy of another."""
        made_from = sql.SQL(" TEMPLATE {}").format(sql.Identifier(template)) if template else sql.SQL("")
        self._run(sql.SQL("CREATE DATABASE {}{}").format(sql.Identifier(name), made_from))

    def drop(self, name: str) -> None:
        """Remove a database, whoever is still connected to it."""
        self._run(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def keep(self, name: str) -> None:
        """Remember what a database holds now, for `put_back`."""
        self._run(KEEP, database=name)
        self._shapes[name] = self._shape(name)

    def put_back(self, name: str) -> bool:
        """Make a database hold again what `keep` remembered: ten times as quick as a new copy. Ends whoever is connected.

        False, and nothing done, where not only rows were changed but tables, triggers or functions.
        """
        self._run(END_OTHERS, database=name)
        if self._shape(name) != self._shapes[name]:
            return False
        self._run(PUT_BACK, database=name)
        return True

    def _shape(self, name: str) -> Any:
        with psycopg.connect(self.url(name), autocommit=True) as connection:
            return connection.execute(SHAPE).fetchone()

    def _run(self, statement: sql.Composed | sql.SQL, *, database: str = "postgres") -> None:
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            connection.execute(statement)


@contextmanager
def running() -> Iterator[Server]:
    """Start a server and end it. As root it runs as the user `postgres`, for PostgreSQL refuses to run as root."""
    programs = postgresql_folder()
    assert programs is not None
    # The path of a Unix socket may have 107 bytes: a short folder, not pytest's.
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    account: dict[str, Any] = {}
    if os.geteuid() == 0:
        who = pwd.getpwnam("postgres")
        os.chown(folder, who.pw_uid, who.pw_gid)
        account = {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []}

    # The shell waits on a pipe of ours: it ends the server and takes its data away even when this process is killed.
    command = ["sh", "-c", SCRIPT, "postgres", str(programs), str(folder)]
    with subprocess.Popen(
        command, cwd="/", stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True, **account
    ) as shell:
        assert shell.stdin is not None
        assert shell.stdout is not None
        try:
            assert shell.stdout.readline() == b"ready\n", "PostgreSQL did not start"
            yield Server(folder)
        finally:
            shell.stdin.close()
