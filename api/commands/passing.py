"""How a command that passes its arguments on is registered: typer reads none of them, not even `--help`."""

PASS_ON = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}
