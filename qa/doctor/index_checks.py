"""Whether the index is whole and says what the articles say now."""

import sqlite3
from collections.abc import Iterator

import numpy as np

from index.errors import QaError
from index.scan import scan
from index.vectors import VectorIndex
from index.words import WordIndex
from qa.doctor.finding import Finding, State, well
from qa.doctor.patient import Patient

_UNIT = 0.01
"""By so much the length of a float16 vector may differ from 1."""


def store_is_whole(patient: Patient) -> Finding:
    """Every page of the database, and every value that carries a checksum."""
    check = "store"
    try:
        patient.store.check()
        counted = sum(1 for _ in _all_values(patient))
    except sqlite3.DatabaseError as error:
        return Finding(check, State.ILL, f"damaged: {error}", f"{patient.index_command} --rebuild")
    return well(check, f"all pages and {counted:,} passages are as they were stored")


def _all_values(patient: Patient) -> Iterator[int]:
    for ids in patient.store.batches():
        matrix = patient.store.vectors(ids)
        if matrix is not None and np.abs(np.linalg.norm(matrix.passages, axis=1) - 1).max() > _UNIT:
            raise sqlite3.DatabaseError("a vector is not of unit length")
        yield from patient.store.passages(ids)


def words_are_whole(patient: Patient) -> Finding:
    """The word index: its files' checksums, and how far it has come."""
    check = "word index"
    try:
        up_to_date = patient.folder.words.exists() and WordIndex(patient.folder.words).is_up_to_date(patient.store)
    except ValueError as error:
        return Finding(check, State.ILL, str(error), f"{patient.index_command}  (nothing is embedded again)")
    if not up_to_date:
        return Finding(check, State.LOOK, "missing or behind the store", patient.index_command)
    return well(check, "whole and up to date")


def vectors_are_whole(patient: Patient) -> Finding:
    """The vector index: its checksum, its model, and how far it has come."""
    check = "vector index"
    index = VectorIndex.load(patient.folder.vectors, patient.fingerprint)
    if index.generation < 0:
        told = "missing, damaged or of another model"
        return Finding(check, State.ILL, told, f"{patient.index_command}  (nothing is embedded again)")
    if not index.is_up_to_date(patient.store):
        return Finding(check, State.LOOK, "behind the store", patient.index_command)
    return well(check, f"whole and up to date: {len(index):,} vectors")


def model_is_right(patient: Patient) -> Finding:
    """The model is there, and the one that the index was made with."""
    check = "model"
    try:
        fingerprint = patient.library.model.fingerprint
    except QaError as error:
        return Finding(check, State.ILL, str(error), "name another one with --model, or install it")
    if fingerprint != patient.fingerprint:
        told = f"the index was made with {patient.store.meta('model', '?')}, or its files have changed since"
        return Finding(check, State.ILL, told, f"{patient.index_command} --rebuild")
    return well(check, patient.library.model.name)


def all_is_embedded(patient: Patient) -> Finding:
    """No passage is found by its words only."""
    pending = patient.store.counts().pending
    if pending:
        told = f"{pending:,} passages are found by their words only, as they are not embedded yet"
        return Finding("vectors", State.LOOK, told, patient.index_command)
    return well("vectors", "all passages have them")


def files_are_indexed(patient: Patient) -> Finding:
    """The index is about the files as they are."""
    check = "files"
    found = scan(patient.library.corpus, patient.store.files(), follow_links=patient.follows_links)
    unlike = [file.path for file in found.changed if found.known.get(file.path) is None or _differs(found, file.path)]
    unlike += found.gone
    if unlike:
        return Finding(
            check, State.LOOK, f"{len(unlike):,} are new, changed or gone", patient.index_command, tuple(unlike)
        )
    return well(check, f"all {len(found.listing.files):,} are as they were read")


def files_can_be_read(patient: Patient) -> Finding:
    """Every file gave an article, whole."""
    notes = patient.store.notes()
    if notes:
        examples = tuple(f"{path}: {reason}" for path, reason in notes)
        return Finding("reading", State.LOOK, f"{len(notes):,} not or not wholly read", "mend or remove them", examples)
    return well("reading", "every file gave an article")
