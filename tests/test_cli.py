"""The command `qa` as people and programs use it: installed, in a process of its own, with the packaged model."""

import json
import os
import pty
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from fpdf import FPDF

from qa.journal.journal import journal_of
from qa.journal.records import Mark
from qa.library import Library
from qa.limits import MOST_PASSAGES
from qa.settings import DEFAULTS

QA = Path(sys.executable).with_name("qa")

BRIDGE = "The Halden bridge was opened to traffic in May 1931."
BRIDGE_QUESTION = "When was the Halden bridge opened to traffic?"
FOREIGN_QUESTION = "What did the Federal Reserve do with interest rates?"
LIGHTHOUSE_QUESTION = "How tall is the lighthouse at Cape Orla?"
ARTICLES = {
    "bridge.txt": (
        "The Halden bridge\n\n"
        "It crosses the river at its narrowest point, where a ferry had run for centuries.\n\n"
        f"{BRIDGE} Tolls were no longer taken from 1946 on.\n"
    ),
    "sub/bees.md": (
        "---\ntitle: Keeping bees\nauthor: Ann Keeper\ndate: 2024-03-05\nsource: https://example.org/bees\n---\n\n"
        "A hive needs sun in the morning.\n\n## Harvest\n\n"
        "Honey is taken from the hive in late summer, once the combs are capped with wax.\n"
    ),
    "hostile.txt": (
        "A \x1b[31mred\x1b[0m title\n\n"
        "Zebras \x1b]0;owned\x07 have \u202estripes\u202c of black and white \x9b2J [bold]and[/bold] "
        "they live in herds.\n"
    ),
}


def _pdf() -> bytes:
    pdf = FPDF()
    pdf.set_font("Helvetica", size=12)
    pdf.set_title("Lighthouses")
    for text in ("Lighthouses warn ships off the rocks.", "The lighthouse at Cape Orla is 43 metres tall."):
        pdf.add_page()
        pdf.multi_cell(0, text=text)
    return bytes(pdf.output())


def environment(**variables: str) -> dict[str, str]:
    """One without a terminal, a network or anybody's settings."""
    ours = ("QA_", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "TTY_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**kept, "HF_HUB_OFFLINE": "1", "TERM": "xterm-256color", **variables}


def qa(*arguments: str | Path | bytes, stdin: bytes = b"", **options: Any) -> "subprocess.CompletedProcess[str]":
    done = subprocess.run(
        [QA, *arguments],
        input=stdin,
        capture_output=True,
        check=False,
        timeout=300,
        **{"env": environment(), **options},
    )
    stdout, stderr = done.stdout.decode("utf-8"), done.stderr.decode("utf-8")
    assert "Traceback" not in stderr, stderr
    return subprocess.CompletedProcess(done.args, done.returncode, stdout, stderr)


def answers(done: "subprocess.CompletedProcess[str]") -> list[dict[str, Any]]:
    """The objects printed, one a line; what would steer a terminal is escaped in them."""
    assert is_plain(done.stdout)
    return [json.loads(line) for line in done.stdout.splitlines()]


def assert_refused(done: "subprocess.CompletedProcess[str]", *words: str) -> None:
    """Exit status 2 and one line that says what, which and what to do."""
    assert done.returncode == 2
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith("qa: ")
    for word in words:
        assert word in line


def is_plain(text: str) -> bool:
    """Whether nothing in it steers a terminal or turns the direction of writing."""
    unsafe = {
        *map(chr, range(0x20)),
        *map(chr, range(0x7F, 0xA0)),
        *"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
    }
    return not (unsafe - {"\n"}) & set(text)


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus that `qa index` was run on; tests leave it as it is."""
    corpus = tmp_path_factory.mktemp("cli") / "corpus"
    (corpus / "sub").mkdir(parents=True)
    for path, text in ARTICLES.items():
        (corpus / path).write_text(text, encoding="utf-8")
    (corpus / "lighthouse.pdf").write_bytes(_pdf())
    (corpus / "empty.txt").write_bytes(b"")
    (corpus / "picture.png").write_bytes(b"\x89PNG")
    done = qa("index", corpus)
    assert done.returncode == 0, done.stderr
    assert "4 new, 1 unreadable" in done.stdout
    assert "empty.txt: the file is empty" in done.stdout
    assert "1 .png" in done.stdout
    assert "4 articles" in done.stdout
    assert is_plain(done.stdout)
    assert done.stderr == ""
    return corpus


@pytest.fixture
def corpus(indexed: Path, tmp_path: Path) -> Path:
    """A copy of the indexed corpus, to be changed."""
    return shutil.copytree(indexed, tmp_path / "corpus")


# The JSON contract


def check_answer(answer: Mapping[str, Any]) -> None:
    assert set(answer) == {"question", "answered", "confidence", "passages", "index", "took_ms"}
    assert isinstance(answer["question"], str)
    assert isinstance(answer["answered"], bool)
    assert 0 <= answer["confidence"] <= 1
    assert answer["took_ms"] >= 0
    assert set(answer["index"]) == {"articles", "passages", "pending", "generation"}
    assert all(isinstance(number, int) and number >= 0 for number in answer["index"].values())
    assert [passage["rank"] for passage in answer["passages"]] == [*range(1, len(answer["passages"]) + 1)]
    scores = [passage["score"] for passage in answer["passages"]]
    assert scores == sorted(scores, reverse=True)
    for passage in answer["passages"]:
        check_passage(passage)


def check_passage(passage: Mapping[str, Any]) -> None:
    keys = {"rank", "score", "text", "start", "end", "line", "page", "heading", "sentence", "article"}
    assert set(passage) == keys
    assert set(passage["sentence"]) == {"text", "start", "end"}
    assert set(passage["article"]) == {"title", "path", "author", "published", "source_url"}
    assert passage["end"] - passage["start"] == len(passage["text"]) > 0
    sentence = passage["sentence"]
    assert passage["start"] <= sentence["start"] < sentence["end"] <= passage["end"]
    shift = passage["start"]
    assert passage["text"][sentence["start"] - shift : sentence["end"] - shift] == sentence["text"]
    assert all(passage[place] is None or passage[place] >= 1 for place in ("line", "page"))


def test_answer_keeps_the_contract(indexed: Path) -> None:
    done = qa("ask", BRIDGE_QUESTION, "-c", indexed, "--json")
    (answer,) = answers(done)
    check_answer(answer)
    assert done.returncode == 0
    assert (answer["question"], answer["answered"]) == (BRIDGE_QUESTION, True)
    assert answer["confidence"] >= 0.5
    assert answer["index"]["articles"] == 4
    assert answer["index"]["pending"] == 0
    first = answer["passages"][0]
    assert first["sentence"]["text"] == BRIDGE
    assert ARTICLES["bridge.txt"][first["start"] : first["end"]] == first["text"]
    assert ARTICLES["bridge.txt"].splitlines()[first["line"] - 1] in first["text"]
    assert (first["page"], first["heading"]) == (None, None)
    assert first["article"] == {
        "title": "The Halden bridge",
        "path": "bridge.txt",
        "author": None,
        "published": None,
        "source_url": None,
    }


def test_filters_narrow_the_answer_down(indexed: Path) -> None:
    question = "When is honey taken? after:2024-01 before:2025 source:example.org -wax"
    done = qa("ask", question, "-c", indexed)
    assert "only: after 2024-01, before 2025, source example.org, without wax" in done.stdout
    assert "A hive needs sun" in done.stdout
    assert "(2 articles without a date left out)" in qa("ask", "When is honey taken? after:2024", "-c", indexed).stdout
    (answer,) = answers(qa("ask", question, "-c", indexed, "--json"))
    check_answer(answer)
    assert answer["question"] == question
    assert [passage["article"]["path"] for passage in answer["passages"]] == ["sub/bees.md"]


def test_answer_is_printed_as_markdown(indexed: Path) -> None:
    done = qa("ask", f"{BRIDGE_QUESTION} -zebra", "-c", indexed, "--markdown", "-k", "1")
    assert done.returncode == 0
    assert done.stdout.startswith(f"## {BRIDGE_QUESTION} -zebra\n")
    assert f"**{BRIDGE}**" in done.stdout
    assert "\\[1\\] The Halden bridge, bridge.txt:3" in done.stdout
    assert is_plain(qa("ask", "Which zebras?", "-c", indexed, "--markdown").stdout)
    assert_refused(qa("ask", "What?", "-c", indexed, "--markdown", "--json"), "leave one")


def test_filter_that_leaves_nothing_is_said_so(indexed: Path) -> None:
    done = qa("ask", "When is honey taken? after:2030", "-c", indexed)
    assert done.returncode == 1
    assert "No passage meets these conditions." in done.stdout


@pytest.mark.parametrize("question", ["honey after:soon", "after:2024"])
def test_filters_that_make_no_sense_are_refused_before_anything_is_read(tmp_path: Path, question: str) -> None:
    corpus = tmp_path / "not indexed"
    corpus.mkdir()
    assert_refused(qa("ask", question, "-c", corpus), "after:soon is no date" if "soon" in question else "no question")
    assert not (corpus / ".qa").exists()


def test_question_that_looks_like_an_option_is_told_how_to_be_asked(indexed: Path) -> None:
    assert "Put the question in quotes; the folder comes behind -c." in qa("ask", "how", "to", "sharpen").stderr
    done = qa("ask", "-stone how to sharpen")
    assert done.returncode == 2
    assert 'Put -- before a question that begins with "-"' in done.stderr
    assert "Put --" not in qa("ask", "--jsn", "bees").stderr
    assert "without stone" in qa("ask", "-c", indexed, "--", "-stone Where is the bridge?").stdout


def test_unanswered_question_is_told_by_status_and_field(indexed: Path) -> None:
    done = qa("ask", FOREIGN_QUESTION, "-c", indexed, "--json", "-k", "2")
    (answer,) = answers(done)
    check_answer(answer)
    assert done.returncode == 1
    assert answer["answered"] is False
    assert answer["confidence"] < 0.5
    assert len(answer["passages"]) == 2


def test_questions_come_a_line_and_answers_go_a_line(indexed: Path) -> None:
    lines = [
        BRIDGE_QUESTION,
        json.dumps({"question": "When is honey taken from the hive?"}),
        json.dumps({"question": LIGHTHOUSE_QUESTION, "history": ["What do they warn of?", "Rocks."]}),
        "Ünïcödé 日本語 🐝?",
        FOREIGN_QUESTION,
    ]
    done = qa("ask", "-", "-c", indexed, "--json", stdin="\n".join(lines).encode())
    printed = answers(done)
    assert done.returncode == 0
    asked = [BRIDGE_QUESTION, "When is honey taken from the hive?", LIGHTHOUSE_QUESTION, lines[3], FOREIGN_QUESTION]
    assert [answer["question"] for answer in printed] == asked
    for answer in printed:
        check_answer(answer)
    bridge, bees, lighthouse, _, foreign = printed
    assert [bridge["answered"], bees["answered"], lighthouse["answered"], foreign["answered"]] == [True] * 3 + [False]
    first = bees["passages"][0]
    assert first["heading"] == "Harvest"
    assert first["article"] == {
        "title": "Keeping bees",
        "path": "sub/bees.md",
        "author": "Ann Keeper",
        "published": "2024-03-05",
        "source_url": "https://example.org/bees",
    }
    first = lighthouse["passages"][0]
    assert (first["article"]["path"], first["page"], first["line"]) == ("lighthouse.pdf", 2, None)


def test_bad_lines_are_told_in_their_place_and_the_rest_is_answered(indexed: Path) -> None:
    bad = [
        b"",
        b"{broken",
        b'{"history": []}',
        b'{"question": 7}',
        b'{"question": "What?", "history": "no list"}',
        b'{"question": "What?", "history": [1]}',
        b'{"a":' * 100_000,
        b'{"question": null}',
        b"x" * 100_000,
    ]
    done = qa("ask", "-", "-c", indexed, "--json", stdin=b"\n".join([*bad, BRIDGE_QUESTION.encode()]) + b"\n")
    *refusals, answer = answers(done)
    check_answer(answer)
    assert answer["answered"]
    assert len(refusals) == len(bad)
    assert all(set(refusal) == {"error"} and len(refusal["error"].splitlines()) == 1 for refusal in refusals)
    assert refusals[2]["error"].startswith('"question" is missing: write {')
    assert len(done.stderr.splitlines()) == len(bad)
    assert done.returncode == 2


def test_questions_that_are_no_clean_text_are_answered(indexed: Path) -> None:
    lines = [
        b'{"question": "What\\ud800 is the bridge?"}',
        b"What \xff\xfe is the bridge?",
        b"\x1b]0;\x07bridge\x00?\r",
    ]
    done = qa("ask", "-", "-c", indexed, "--json", "-k", "1", stdin=b"\n".join(lines) + b"\n")
    printed = answers(done)
    assert len(printed) == 3
    assert [answer["passages"][0]["article"]["path"] for answer in printed] == ["bridge.txt"] * 3


def test_argument_that_is_no_clean_text_is_answered(indexed: Path) -> None:
    done = qa("ask", b"When was the Halden bridge \xff opened to traffic?", "-c", indexed)
    assert done.returncode == 0
    assert BRIDGE in " ".join(done.stdout.split())


def test_statuses_of_several_questions(indexed: Path) -> None:
    foreign, known = FOREIGN_QUESTION.encode(), BRIDGE_QUESTION.encode()
    assert qa("ask", "-", "-c", indexed, "--json", stdin=foreign + b"\n" + foreign).returncode == 1
    done = qa("ask", "-", "-c", indexed, stdin=foreign + b"\n" + known)
    assert done.returncode == 0
    assert [line for line in done.stdout.splitlines() if line.startswith(">")] == [
        f"> {foreign.decode()}", f"> {known.decode()}",
    ]  # fmt: skip
    assert qa("ask", "-", "-c", indexed, "--json", stdin=b"").stdout == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no disk that is always full")
@pytest.mark.parametrize("as_what", ["--markdown", "--json", "--no-sync"])
def test_output_that_cannot_be_written_is_told(indexed: Path, as_what: str) -> None:
    with Path("/dev/full").open("wb") as full:
        command: list[str | Path] = [QA, "ask", "How tall is the lighthouse?", "-c", indexed, as_what]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False, env=environment())
    assert done.returncode == 2
    assert done.stderr.decode() == "qa: the output cannot be written: No space left on device\n"


@pytest.mark.parametrize("option", ["-c", "--model", "--index"])
def test_name_that_the_system_refuses_is_told(indexed: Path, option: str) -> None:
    name = str(indexed / ("x" * 300))
    done = qa("ask", "What?", "-c", indexed, option, name)
    assert_refused(done, "a file or folder cannot be used (File name too long)", str(indexed))
    assert_refused(qa("index", name), "File name too long")


def test_reader_that_went_away_is_no_error(indexed: Path) -> None:
    command = [QA, "ask", "-", "-c", indexed, "--json"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, env=environment(), **pipes) as asking:  # type: ignore[call-overload]
        asking.stdout.close()
        told = asking.communicate(b"bridge\n" * 5)[1]
    assert told == b""
    assert asking.returncode == 141


# Output for people


def test_output_in_a_pipe_is_plain(indexed: Path) -> None:
    done = qa("ask", BRIDGE_QUESTION, "-c", indexed, "-k", "2")
    assert done.returncode == 0
    assert done.stderr == ""
    assert is_plain(done.stdout)
    assert "[1] The Halden bridge  bridge.txt:" in done.stdout
    assert f"▸ {BRIDGE} ◂" in " ".join(done.stdout.split())
    assert "2 of " in done.stdout


def test_unanswered_question_is_told_in_words(indexed: Path) -> None:
    done = qa("ask", FOREIGN_QUESTION, "-c", indexed)
    assert done.returncode == 1
    assert done.stdout.startswith("Nothing in your 4 articles answers this.")


def test_text_of_an_article_does_not_steer_the_terminal(indexed: Path) -> None:
    done = qa("ask", "Which zebras have stripes and live in herds?", "-c", indexed, "-k", "1")
    assert "hostile.txt" in done.stdout
    assert "[bold]and[/bold]" in done.stdout
    assert is_plain(done.stdout)


def on_terminal(arguments: Sequence[str | Path], **variables: str) -> str:
    """What the command writes to a terminal."""
    ours, its = pty.openpty()
    with subprocess.Popen([QA, *arguments], stdin=its, stdout=its, stderr=its, env=environment(**variables)):
        os.close(its)
        written = b""
        try:
            while part := os.read(ours, 65536):
                written += part
        except OSError:  # how a terminal tells that everybody has left it
            pass
    os.close(ours)
    return written.decode("utf-8")


def test_terminal_shows_colours_unless_they_are_not_wanted(indexed: Path) -> None:
    arguments = ["ask", "Which zebras have stripes and live in herds?", "-c", str(indexed), "-k", "1", "--no-sync"]
    coloured = on_terminal(arguments)
    assert "\x1b[1;33m" in coloured
    assert re.search(rf"\x1b\]8;[^;]*;{(indexed / 'hostile.txt').as_uri()}\x1b", coloured)
    assert "▸" not in coloured
    assert "\x1b]0;" not in coloured
    assert "\u202e" not in coloured
    plain = on_terminal(arguments, NO_COLOR="1")
    assert "Zebras" in plain
    codes = {int(code) for codes in re.findall(r"\x1b\[([\d;]+)m", plain) for code in codes.split(";")}
    assert codes <= {0, 1, 2}  # bold and dim are no colours


@pytest.mark.parametrize("columns", ["0", "1", "4", "5"])
def test_terminal_may_be_of_any_width(indexed: Path, columns: str) -> None:
    done = qa("ask", BRIDGE_QUESTION, "-c", indexed, "-k", "1", env=environment(COLUMNS=columns))
    assert done.returncode == 0
    assert "".join(BRIDGE.split()) in "".join(done.stdout.split())


# The index


def test_new_article_is_found_without_an_index_run(corpus: Path) -> None:
    (corpus / "new.txt").write_text("Otters\n\nOtters sleep holding hands.", encoding="utf-8")
    done = qa("ask", "How do otters sleep?", "-c", corpus, "--json", "-k", "1")
    (answer,) = answers(done)
    assert answer["passages"][0]["article"]["path"] == "new.txt"
    assert "1 new" in done.stderr
    again = qa("ask", "How do otters sleep?", "-c", corpus, "--json", "-k", "1")
    assert again.stderr == ""


def test_no_sync_uses_the_index_as_it_is(corpus: Path) -> None:
    (corpus / "bridge.txt").unlink()
    done = qa("ask", BRIDGE_QUESTION, "-c", corpus, "--json", "--no-sync")
    assert answers(done)[0]["passages"][0]["article"]["path"] == "bridge.txt"
    assert done.stderr == ""
    shutil.rmtree(corpus / ".qa")
    assert_refused(qa("ask", "What?", "-c", corpus, "--no-sync"), "not indexed yet", f"qa index {corpus}")


def test_index_run_tells_what_it_did(corpus: Path) -> None:
    (corpus / "bridge.txt").rename(corpus / "crossing.txt")
    (corpus / "hostile.txt").unlink()
    done = qa("index", corpus)
    assert done.returncode == 0
    assert "1 renamed, 1 removed" in done.stdout
    assert "3 articles" in done.stdout


def test_status_tells_what_is_there(indexed: Path) -> None:
    done = qa("status", indexed)
    assert done.returncode == 0
    assert "4 articles" in done.stdout
    assert "all-MiniLM-L6-v2" in done.stdout
    assert "empty.txt: the file is empty" in done.stdout


def test_marked_citations_are_measured(indexed: Path, tmp_path: Path) -> None:
    assert_refused(qa("marks", tmp_path / "set", "-c", indexed), "no citation is marked yet")
    library = Library(indexed)
    (citation, *_) = library.ask(BRIDGE_QUESTION).citations
    library.close()
    passage = citation.passage
    mark = Mark(BRIDGE_QUESTION, (), "bridge.txt", passage.start, passage.end, citation.sentence.text, is_right=True)
    journal_of(indexed).mark(mark)
    done = qa("marks", tmp_path / "set", "-c", indexed)
    assert done.stdout == "4 articles, 1 question\n"
    measured = qa("eval", tmp_path / "set", "--json", "--index", tmp_path / "index")
    assert measured.returncode == 0, measured.stderr
    assert '"hit@1": {"value": 1.0' in measured.stdout or '"hit@1": 1.0' in measured.stdout, measured.stdout


def test_option_goes_before_environment_before_file(indexed: Path, tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(f'corpus = "{indexed}"\nlimit = 1\n', encoding="utf-8")
    by_file = environment(QA_CONFIG=str(file))
    (answer,) = answers(qa("ask", BRIDGE_QUESTION, "--json", env=by_file))
    assert len(answer["passages"]) == 1
    (answer,) = answers(qa("ask", BRIDGE_QUESTION, "--json", "-k", "2", env=by_file))
    assert len(answer["passages"]) == 2
    assert re.findall(r"^\[\d+\]", qa("why", BRIDGE_QUESTION, env=by_file).stdout, re.MULTILINE) == ["[1]"]
    elsewhere = environment(QA_CONFIG=str(file), QA_CORPUS=str(tmp_path / "none"))
    assert_refused(qa("ask", BRIDGE_QUESTION, env=elsewhere), f"{tmp_path / 'none'} does not exist")
    printed = qa("config", env=elsewhere).stdout
    assert re.search(rf"{file}\n  corpus +{tmp_path / 'none'} +\$QA_CORPUS\n", printed)
    assert re.search(r"  limit +1 +file\n", printed)


def test_wrong_setting_is_refused_but_not_by_help(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text("limits = 3", encoding="utf-8")
    wrong = environment(QA_CONFIG=str(file))
    for command in (["ask", "What?"], ["config"], ["status"]):
        assert_refused(qa(*command, env=wrong), f'{file}:1: "limits" is no setting: did you mean "limit"?')
    assert qa("ask", "--help", env=wrong).returncode == 0
    file.write_text('theme = "norb"', encoding="utf-8")
    assert_refused(qa("config", env=wrong), f'{file}:1: "theme" is "norb", which is no theme: did you mean "nord"?')


def test_index_elsewhere_and_corpus_by_environment(indexed: Path, tmp_path: Path) -> None:
    corpus = tmp_path / "articles"
    corpus.mkdir()
    shutil.copy(indexed / "bridge.txt", corpus)
    settings = environment(QA_CORPUS=str(corpus), QA_INDEX=str(tmp_path / "elsewhere"))
    done = qa("ask", BRIDGE_QUESTION, env=settings)
    assert done.returncode == 0
    assert [file.name for file in corpus.iterdir()] == ["bridge.txt"]


def test_corpus_is_the_one_here_if_none_is_named(indexed: Path) -> None:
    assert qa("ask", BRIDGE_QUESTION, cwd=indexed.parent).returncode == 0


def test_damaged_index_is_told_and_rebuilt(corpus: Path) -> None:
    (corpus / ".qa" / "store.sqlite").write_bytes(b"garbage " * 1000)
    for suffix in ("-wal", "-shm"):
        (corpus / ".qa" / f"store.sqlite{suffix}").unlink(missing_ok=True)
    assert_refused(qa("ask", BRIDGE_QUESTION, "-c", corpus), "damaged", f"qa index {corpus} --rebuild")
    assert qa("index", corpus, "--rebuild").returncode == 0
    assert qa("ask", BRIDGE_QUESTION, "-c", corpus).returncode == 0


# What cannot be


def test_folders_that_are_no_corpus_are_told(indexed: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for command in ([*("ask", "What?", "-c")], ["index"]):
        assert_refused(qa(*command, tmp_path / "nowhere"), "nowhere does not exist", "qa index")
        assert_refused(qa(*command, indexed / "bridge.txt"), "bridge.txt is a file, not a folder")
    assert_refused(qa("ask", "What?", "-c", tmp_path / "empty"), "no article could be read", ".md", ".pdf")
    done = qa("index", tmp_path / "empty")
    assert done.returncode == 2
    assert "no article could be read" in done.stderr


def test_questions_that_are_none_are_told(indexed: Path) -> None:
    assert_refused(qa("ask", "", "-c", indexed), "the question is empty")
    for nowhere in (["ask", "What?", "-c", ""], ["index", ""], ["status", indexed, "--index", ""]):
        assert "is empty: name a file or folder, or leave it out" in qa(*nowhere).stderr
    assert_refused(qa("ask", "x" * 100_000, "-c", indexed), "100,000 characters", "shorten")


def test_models_that_are_none_are_told(corpus: Path) -> None:
    absent = qa("ask", "What?", "-c", corpus, "--model", "nobody/no-such-model")
    assert_refused(absent, "nobody/no-such-model", "HF_HUB_OFFLINE is set")
    assert_refused(qa("ask", "What?", "-c", corpus, "--model", "./nowhere"), "no model folder ./nowhere")


def test_index_that_cannot_be_written_names_the_option(indexed: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    done = qa("index", indexed, "--index", tmp_path / "file" / "index")
    assert_refused(done, "cannot be written", "--index DIR")


@pytest.mark.parametrize(
    "arguments", [["ask"], ["ask", "What?", "-k", "0"], ["nonsense"], ["ask", "What?", "--nonsense"]]
)
def test_wrong_use_is_told_by_status_2(arguments: list[str]) -> None:
    done = qa(*arguments)
    assert done.returncode == 2
    assert "Usage: qa" in done.stderr


def test_help_tells_how_many_passages_there_are() -> None:
    told = " ".join(qa("ask", "--help").stdout.split())
    assert f"as many as the settings say, {DEFAULTS.limit} if they say nothing. [1<=x<={MOST_PASSAGES}]" in told
    assert qa("ask", "What?", "-k", str(MOST_PASSAGES + 1)).returncode == 2


def test_help_names_every_command() -> None:
    done = qa("--help")
    assert done.returncode == 0
    assert {"add", "ask", "chat", "doctor", "index", "status"} <= set(done.stdout.split())


def test_chat_without_a_terminal_says_what_to_use_instead(indexed: Path) -> None:
    assert_refused(qa("chat", indexed), "needs a terminal", "qa ask")


def test_chat_about_a_missing_corpus_is_refused_before_it_opens(tmp_path: Path) -> None:
    done = on_terminal(["chat", str(tmp_path / "none")])
    assert "does not exist" in done


def test_engine_is_one_that_there_is(indexed: Path) -> None:
    done = qa("ask", "Which one?", "-c", indexed, "--engine", "steam")
    assert done.returncode == 2
    assert "'auto', 'onnx', 'torch'" in done.stderr


def test_engine_may_be_chosen(indexed: Path) -> None:
    answers = [qa("ask", "How do bees talk?", "-c", indexed, "--engine", engine) for engine in ("onnx", "torch")]
    onnx, torch = (answer.stdout.rpartition("\n\n")[0] for answer in answers)
    assert onnx == torch
