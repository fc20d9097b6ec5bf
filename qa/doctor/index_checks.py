"""Whether the index is whole and says what the articles say now."""

import sqlite3
from collections.abc import Iterator

import numpy as np

from index.errors import QaError
from index.files import content_hash
from index.records import FileState
from index.scan import scan
from index.vectors import VectorIndex
from index.words import WordIndex
from qa.doctor.finding import Finding, State, well
from qa.doctor.patient import Patient
from qa.wording import counted

_UNIT = 0.01
"""By so much the length of a float16 vector may differ from 1."""


def store_is_whole(patient: Patient) -> Finding:
    """Every page of the database, and every value that carries a checksum."""
    try:
        patient.store.check()
        passages = sum(1 for _ in _all_passages(patient))
    except sqlite3.DatabaseError as error:
        remedy = f"{patient.index_command} --rebuild  makes it anew from the articles"
        return Finding("store", State.ILL, f"damaged: {error}", remedy)
    return well("store", f"all pages and {counted(passages, 'passage')} as they were stored")


def _all_passages(patient: Patient) -> Iterator[int]:
    for ids in patient.store.batches():
        made = [vectors.passage for vectors in patient.store.vectors(ids).values() if vectors]
        if made and np.abs(np.linalg.norm(made, axis=1) - 1).max() > _UNIT:
            raise sqlite3.DatabaseError("a vector is not of unit length")
        yield from patient.store.passages(ids)


def words_are_whole(patient: Patient) -> Finding:
    """The word index: its files' checksums, and how far it has come."""
    try:
        up_to_date = patient.folder.words.exists() and WordIndex(patient.folder.words).is_up_to_date(patient.store)
    except ValueError as error:
        return Finding("word index", State.ILL, str(error), f"{patient.index_command}  makes it anew")
    if not up_to_date:
        return Finding("word index", State.LOOK, "missing or behind the store", patient.index_command)
    return well("word index", "whole and up to date")


def vectors_are_whole(patient: Patient) -> Finding:
    """The vector index: its checksum, its model, and how far it has come."""
    index = VectorIndex.load(patient.folder.vectors, patient.fingerprint)
    if index.generation < 0:
        told = "missing, damaged or of another model"
        return Finding("vector index", State.ILL, told, f"{patient.index_command}  makes it anew without embedding")
    if not index.is_up_to_date(patient.store):
        return Finding("vector index", State.LOOK, "behind the store", patient.index_command)
    return well("vector index", f"whole and up to date: {counted(len(index), 'vector')}")


def model_is_right(patient: Patient) -> Finding:
    """The model is there, and the one that the index was made with."""
    try:
        fingerprint = patient.library.model.fingerprint
    except QaError as error:
        return Finding("model", State.ILL, str(error), "install it, or name another one with --model")
    if fingerprint != patient.fingerprint:
        told = f"the index was made with {patient.store.meta('model', '?')}, or its files have changed since"
        return Finding("model", State.ILL, told, f"{patient.index_command} --rebuild")
    return well("model", patient.library.model.name)


def all_is_embedded(patient: Patient) -> Finding:
    """No passage is found by its words only."""
    pending = patient.store.counts().pending
    if pending:
        told = f"{counted(pending, 'passage')} found by words only, not embedded yet"
        return Finding("vectors", State.LOOK, told, patient.index_command)
    return well("vectors", "all passages have them")


def files_are_indexed(patient: Patient) -> Finding:
    """The index is about the files as they are."""
    known = patient.store.files()
    found = scan(patient.library.corpus, known, follow_links=bool(patient.store.meta("follow_links", 0)))
    unlike = [file.path for file in found.changed if _says_other(patient, file.path, known.get(file.path))]
    if unlike := [*unlike, *found.gone]:
        told = f"{len(unlike):,} new, changed or gone"
        return Finding("files", State.LOOK, told, patient.index_command, tuple(unlike))
    return well("files", f"all {len(found.listing.files):,} are as they were read")


def _says_other(patient: Patient, path: str, known: FileState | None) -> bool:
    try:
        return known is None or known.content_hash != content_hash((patient.library.corpus / path).read_bytes())
    except OSError:
        return known is None or not known.problem


def files_can_be_read(patient: Patient) -> Finding:
    """Every file gave an article."""
    if problems := patient.store.problems():
        examples = tuple(f"{path}: {reason}" for path, reason in problems)
        told = f"{counted(len(problems), 'file')} gave no article"
        return Finding("reading", State.LOOK, told, "mend or remove the files", examples)
    return well("reading", "every file gave an article")


def files_are_read_whole(patient: Patient) -> Finding:
    """Of every file all was read, and without a guess."""
    if notes := patient.store.notes():
        examples = tuple(f"{path}: {note}" for path, note in notes)
        told = f"{counted(len(notes), 'thing')} to know about how articles were read"
        return Finding("notes", State.LOOK, told, "look at them", examples)
    return well("notes", "every article was read whole")
