"""The command line behind `./matian`: finds the commands, and turns errors into one sentence and an exit code."""

from __future__ import annotations

import importlib
import pkgutil
import signal
import sys
import traceback
import uuid
from types import FrameType
from typing import Any, NoReturn

import typer

import api.commands
from api.commands.console import emit_json, say
from api.commands.session import close_instance
from gis_core.errors import MatianError
from gis_core.instance import current_instance

WRONG_USE = 2
INTERRUPTED = 130
UNEXPECTED = 1
UsageError: Any = typer.BadParameter.__base__  # typer brings its own click, and doesn't export these two
ClickException: Any = UsageError.__base__
PASS_ON = ("python", "test", "bench")  # commands whose arguments are not ours

HELP = """
马田街道空间规划系统 · Spatial planning system of Matian Subdistrict.

Every command sets up what is missing and starts the instance's database. MATIAN_HOME names the instance.

Exit codes: 0 done, 2 wrong use, 3 refused input, 4 environment. --debug shows the traceback of an error.
"""


def build() -> typer.Typer:
    """Return the command line with every module of `api/commands/` that has `register(cli)`."""
    cli = typer.Typer(
        name="matian", help=HELP, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
        rich_markup_mode=None, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120},
    )  # fmt: skip
    for info in sorted(pkgutil.iter_modules(api.commands.__path__), key=lambda item: item.name):
        module = importlib.import_module(f"api.commands.{info.name}")
        if hasattr(module, "register"):
            module.register(cli)
    return cli


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run a command and end the process with its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    ours = not given or given[0] not in PASS_ON
    debug = ours and "--debug" in given[: given.index("--") if "--" in given else None]
    if debug:
        given.remove("--debug")
    signal.signal(signal.SIGTERM, _terminated)
    sys.exit(_run(given, debug=debug, as_json=ours and "--json" in given))


def _run(arguments: list[str], *, debug: bool, as_json: bool) -> int:
    try:
        result = build()(args=arguments, prog_name="./matian", standalone_mode=False)
        return result if isinstance(result, int) else 0
    except (KeyboardInterrupt, typer.Abort):
        say("stopped")
        return INTERRUPTED
    except BrokenPipeError:
        return 0
    except MatianError as error:
        if debug:
            traceback.print_exc()
        return _failed(str(error), error.exit_code, as_json=as_json)
    except ClickException as error:
        return _failed(_usage(error), WRONG_USE, as_json=as_json)
    except Exception:
        return _unexpected(debug=debug, as_json=as_json)
    finally:
        close_instance()


def _usage(error: Any) -> str:
    help_was_asked = "NoArgsIsHelp" in type(error).__name__
    where = f" (see {error.ctx.command_path} --help)" if getattr(error, "ctx", None) and not help_was_asked else ""
    return f"{error.format_message()}{where}"


def _failed(sentence: str, exit_code: int, *, as_json: bool) -> int:
    say(f"✗ {sentence}")
    if as_json:
        emit_json({"error": sentence, "exit_code": exit_code})
    return exit_code


def _unexpected(*, debug: bool, as_json: bool) -> int:
    """Keep the traceback in the instance's log and give people its number."""
    if debug:
        traceback.print_exc()
    number = uuid.uuid4().hex[:8]
    try:
        logs = current_instance().logs
        logs.mkdir(parents=True, exist_ok=True)
        with (logs / "errors.log").open("a", encoding="utf-8") as out:
            out.write(f"--- {number}\n{traceback.format_exc()}\n")
        where = str(logs / "errors.log")
    except (OSError, MatianError):
        where = "nowhere: the log can't be written; run again with --debug"
    return _failed(f"an error of ours, number {number}; it is noted in {where}", UNEXPECTED, as_json=as_json)


def _terminated(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


if __name__ == "__main__":
    main()
