"""`token create|list|revoke`: what programs and colleagues come in with."""

from __future__ import annotations

import asyncio
import getpass
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Annotated, Any, TypeVar

import typer

from api.commands.console import emit, emit_json, say
from api.commands.session import open_instance
from api.roles import Role
from gis_core import db
from gis_core.errors import NotFoundError, WrongUseError
from gis_core.instance import Instance

Json = Annotated[bool, typer.Option("--json", help="Write JSON to standard output.")]
Result = TypeVar("Result")
LONGEST_NAME = 100


def register(cli: typer.Typer) -> None:
    """Add the group `token`."""
    group = typer.Typer(help="Tokens that programs and colleagues come in with.", no_args_is_help=True)
    group.command()(create)
    group.command("list")(list_all)
    group.command()(revoke)
    cli.add_typer(group, name="token")


def create(
    role: Annotated[
        Role, typer.Option(help="What its bearer may do; each role includes viewer, lead includes officer.")
    ],
    name: Annotated[str | None, typer.Option(help="Stands as who in whatever is done with it.")] = None,
    days: Annotated[
        float | None, typer.Option(help="Days until it ends; never when left out.", min=0.001, max=36500)
    ] = None,
    as_json: Json = False,
) -> None:
    """
    Make a token and print it alone on the last line; it is shown this once and stored only as a hash.

    Example: curl -H "Authorization: Bearer $(./matian token create --role viewer | tail -1)" http://127.0.0.1:8765/api/layers
    """
    from api.security import store  # noqa: PLC0415  (asyncpg is slow to import)

    who = (name or f"{getpass.getuser()}-{role}").strip()
    if not who or len(who) > LONGEST_NAME or not who.isprintable():
        raise WrongUseError(f"--name: a name has 1 to {LONGEST_NAME} printable characters")
    holder = store.Holder(who, role)
    token, secret = _ask(open_instance(), lambda connection: store.create_token(connection, holder, days=days))
    if as_json:
        emit_json({**asdict(token), "token": secret})
        return
    ends = "it doesn't end" if token.expires_at is None else f"it ends on {token.expires_at:%Y-%m-%d %H:%M} UTC"
    say(f"✓ token {token.id} for {token.name} ({token.role}); {ends}; it isn't shown again")
    emit(secret)


def list_all(as_json: Json = False) -> None:
    """List the tokens that were made, newest first: number, role, name, until when it works, when it was used last."""
    from api.security import store  # noqa: PLC0415

    tokens = _ask(open_instance(), store.list_tokens)
    if as_json:
        emit_json([asdict(token) for token in tokens])
        return
    for token in tokens:
        ends = f"revoked {token.revoked_at:%Y-%m-%d}" if token.revoked_at else "no end"
        if token.expires_at and not token.revoked_at:
            ends = f"until {token.expires_at:%Y-%m-%d}"
        used = f"used {token.last_used_at:%Y-%m-%d %H:%M}" if token.last_used_at else "never used"
        emit(f"{token.id:4}  {token.role:13}  {token.name:30}  {ends:18}  {used}")


def revoke(
    number: Annotated[int, typer.Argument(help="Number of the token, as `token list` shows it.", min=1, max=2**62)],
    as_json: Json = False,
) -> None:
    """End a token and every session opened with it. It works nowhere any more when this command returns."""
    from api.security import store  # noqa: PLC0415
    from api.security.access import REMEMBER_S  # noqa: PLC0415

    async def ended(connection: Any) -> store.Token | None:
        token = await store.revoke_token(connection, number)
        await asyncio.sleep(0 if token is None else REMEMBER_S)  # servers ask again after that
        return token

    token = _ask(open_instance(), ended)
    if token is None:
        raise NotFoundError(f"there is no token {number}; ./matian token list shows them")
    if as_json:
        emit_json(asdict(token))
    else:
        say(f"✓ token {token.id} of {token.name} is revoked")


def _ask(instance: Instance, question: Callable[[Any], Awaitable[Result]]) -> Result:
    """Run `question` on a connection of its own, under the name of whoever sits at the terminal."""
    import asyncpg  # noqa: PLC0415

    async def run() -> Result:
        connection = await asyncpg.connect(db.dsn(instance), server_settings={"matian.who": getpass.getuser()})
        try:
            return await question(connection)
        finally:
            await connection.close()

    return asyncio.run(run())
