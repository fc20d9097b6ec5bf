"""The command `qa config`."""

import click

from qa.commands.options import settings, told_errors


@click.command()
@told_errors
def config() -> int:
    """Say where the configuration file is, and the settings in force."""
    import qa.chat.app  # noqa: F401  (so that all keys are known)
    from qa.chat.preferences import check
    from qa.settings import in_force, settings_path
    from qa.terminal import print_settings

    check(settings())
    print_settings(settings_path(), in_force(settings()))
    return 0
