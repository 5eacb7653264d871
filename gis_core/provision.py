"""
The database of an instance: roles with least rights, extensions, schemas; in the private cluster or an existing server.

Roles: an owner (login; migrations), `matian_records` (no login; owns append-only tables), `matian_application` (no
login; holds the grants), an application login in it. All of it may be run again and changes nothing then.
"""

from __future__ import annotations

import hashlib
import secrets
from urllib.parse import quote

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from gis_core.errors import EnvironmentProblemError
from gis_core.instance import Instance

OLDEST_SERVER = 150000
OLDEST_POSTGIS = (3, 3)
DATABASE = "matian"
# A process that was killed leaves its last statement running in the server: the next one waits for its end.
SETTING_UP = "hashtext('matian.setting_up')"


def provision_private(instance: Instance, port: int) -> None:
    """Make database and roles in the private cluster that listens on `port`, and note how to reach them."""
    password = instance.secret("superuser_password")
    with _connected(f"host=127.0.0.1 port={port} user=postgres dbname=postgres", password=password) as server:
        server.execute(f"SELECT pg_advisory_lock({SETTING_UP})")
        if server.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE]).fetchone() is None:
            server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
    _provision(
        instance,
        f"host=127.0.0.1 port={port} user=postgres dbname={DATABASE}",
        password=password,
        owner="matian_owner",
        application="matian_app",
    )


def provision_existing(instance: Instance, url: str) -> None:
    """
    Make roles, extensions and schemas in the database that `DATABASE_URL` names.

    Logins are roles of the whole server, so their names carry a hash of the instance's folder: instances don't meet.

    Raises
    ------
    EnvironmentProblemError
        If the server is too old, has no PostGIS, or the user of the URL may not make roles.
    """
    key = hashlib.sha256(str(instance.home).encode()).hexdigest()[:8]
    _provision(instance, url, owner=f"matian_owner_{key}", application=f"matian_app_{key}")


def refresh_port(instance: Instance, port: int) -> None:
    """Note that the private cluster came up on another port than last time."""
    marker = f"@127.0.0.1:{port}/"
    known = {key: instance.secret(key) for key in ("owner_dsn", "app_dsn")}
    if any(marker not in value for value in known.values()):
        instance.write_secrets({key: _replace_port(value, port) for key, value in known.items()})


def _replace_port(url: str, port: int) -> str:
    before, _, after = url.partition("@127.0.0.1:")
    return f"{before}@127.0.0.1:{port}/{after.partition('/')[2]}"


def _connected(conninfo: str, *, password: str | None = None) -> psycopg.Connection[tuple[object, ...]]:
    try:
        return psycopg.connect(conninfo, password=password, autocommit=True, connect_timeout=10)
    except psycopg.Error as error:
        raise EnvironmentProblemError(f"the database can't be reached: {str(error).strip()}") from error


def _provision(instance: Instance, conninfo: str, *, owner: str, application: str, password: str | None = None) -> None:
    with _connected(conninfo, password=password) as database:
        database.execute(f"SELECT pg_advisory_lock({SETTING_UP})")
        _check_versions(database)
        try:
            _make_roles(instance, database, conninfo, owner=owner, application=application)
            _make_schemas(database, owner=owner, application=application)
        except psycopg.errors.InsufficientPrivilege as error:
            raise EnvironmentProblemError(
                f"the user of DATABASE_URL may not set the database up ({error.diag.message_primary}); "
                "ask for a superuser, or for a role with CREATEROLE that owns the database and may create extensions"
            ) from error


def _check_versions(database: psycopg.Connection[tuple[object, ...]]) -> None:
    if database.info.server_version < OLDEST_SERVER:
        raise EnvironmentProblemError(f"PostgreSQL {database.info.server_version // 10000} is too old; 15 is needed")
    row = database.execute(
        "SELECT coalesce(installed_version, default_version) FROM pg_available_extensions WHERE name = 'postgis'"
    ).fetchone()
    if row is None:
        raise EnvironmentProblemError("the database server has no PostGIS; install postgresql-15-postgis-3 there")
    version = tuple(int(part) for part in str(row[0]).split(".")[:2])
    if version < OLDEST_POSTGIS:
        raise EnvironmentProblemError(f"PostGIS {row[0]} is too old; 3.3 is needed")


def _make_roles(
    instance: Instance,
    database: psycopg.Connection[tuple[object, ...]],
    conninfo: str,
    *,
    owner: str,
    application: str,
) -> None:
    def exists(role: str) -> bool:
        return database.execute("SELECT FROM pg_roles WHERE rolname = %s", [role]).fetchone() is not None

    for group in ("matian_records", "matian_application"):
        if not exists(group):
            database.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(group)))
    known: dict[str, str] = {}
    for login, key in ((owner, "owner_dsn"), (application, "app_dsn")):
        if exists(login) and _has_secret(instance, key):
            continue
        password = secrets.token_urlsafe(24)
        verb = "ALTER" if exists(login) else "CREATE"
        database.execute(
            sql.SQL(verb + " ROLE {} LOGIN PASSWORD {}").format(sql.Identifier(login), sql.Literal(password))
        )
        known[key] = _url(database, conninfo, login, password)
    database.execute(sql.SQL("GRANT matian_records TO {}").format(sql.Identifier(owner)))
    database.execute(sql.SQL("GRANT matian_application TO {}").format(sql.Identifier(application)))
    if not _has_secret(instance, "signing_key"):
        known["signing_key"] = secrets.token_urlsafe(32)
    if known:
        instance.write_secrets(known)


def _has_secret(instance: Instance, key: str) -> bool:
    try:
        return bool(instance.secret(key))
    except EnvironmentProblemError:
        return False


def _url(database: psycopg.Connection[tuple[object, ...]], conninfo: str, user: str, password: str) -> str:
    """Return the URL of another login to the same database, keeping options such as `sslmode`."""
    given = conninfo_to_dict(conninfo)
    host = str(given.get("host") or database.info.host or "localhost")
    kept = {
        key: str(value)
        for key, value in given.items()
        if key in ("sslmode", "sslrootcert", "hostaddr", "channel_binding") and value is not None
    }
    if host.startswith("/"):
        kept["host"] = host
        place = ""
    else:
        place = f"[{host}]" if ":" in host else host
    options = "&".join(f"{key}={quote(value, safe='')}" for key, value in kept.items())
    address = f"{place}:{database.info.port}" if place else f":{database.info.port}"
    name = quote(database.info.dbname, safe="")
    return f"postgresql://{quote(user)}:{quote(password, safe='')}@{address}/{name}" + (
        f"?{options}" if options else ""
    )


def _make_schemas(database: psycopg.Connection[tuple[object, ...]], *, owner: str, application: str) -> None:
    owned, app = sql.Identifier(owner), sql.Identifier(application)
    database.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(owned))  # to hand it the schemas without a superuser
    name = sql.Identifier(database.info.dbname)
    database.execute("CREATE EXTENSION IF NOT EXISTS postgis")
    database.execute("CREATE EXTENSION IF NOT EXISTS pgrouting")
    database.execute(sql.SQL("REVOKE CONNECT ON DATABASE {} FROM PUBLIC").format(name))
    database.execute(sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}, {}").format(name, owned, app))
    database.execute(sql.SQL("GRANT CREATE ON DATABASE {} TO {}").format(name, owned))
    database.execute(sql.SQL("GRANT USAGE, CREATE ON SCHEMA public TO {}, matian_records").format(owned))
    for schema in ("matian", "personal"):
        row = database.execute("SELECT FROM pg_namespace WHERE nspname = %s", [schema]).fetchone()
        if row is None:
            database.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(schema)))
            database.execute(sql.SQL("ALTER SCHEMA {} OWNER TO {}").format(sql.Identifier(schema), owned))
        database.execute(sql.SQL("GRANT USAGE, CREATE ON SCHEMA {} TO matian_records").format(sql.Identifier(schema)))
    database.execute("GRANT USAGE ON SCHEMA public, matian TO matian_application")
