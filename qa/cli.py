"""The command `qa`."""

import click

from qa.commands.adding import add
from qa.commands.asking import ask
from qa.commands.chatting import chat
from qa.commands.configuring import config
from qa.commands.measuring import convert, evaluate, marks
from qa.commands.upkeep import doctor, index, status
from qa.commands.why import why


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="qa-articles", prog_name="qa")
@click.pass_context
def main(context: click.Context) -> None:
    """Ask your articles: the passages that answer, the answering sentence marked, citations to check.

    Without a command, opens the chat on $QA_CORPUS or ./corpus.
    """
    if context.invoked_subcommand is None:
        with chat.make_context("qa chat", [], parent=context) as chat_context:
            chat.invoke(chat_context)


for _command in (chat, ask, why, index, add, status, doctor, evaluate, marks, convert, config):
    main.add_command(_command)
