"""Private files: taken in, and opened by those whom their subject lets."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial

from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from mall import locks, rules
from mall.audit.services import record, record_look
from mall.subjects import kind_of, model_of

from .documents import clean_document
from .models import PrivateFile, private_storage
from .sniffing import clean_name


@dataclass(frozen=True)
class Written:
    """A clean picture or PDF whose bytes are in their place, and which isn't anybody's yet."""

    path: str
    name: str
    media_type: str
    digest: str


@contextmanager
def written(*, purpose: str, upload: UploadedFile) -> Iterator[Written]:
    """Write the bytes of a private picture or PDF; in here one service call hangs them on its row.

    They are taken away again where the block fails. Enter it outside a service: a rollback could not do that.

    Raises DomainError, in words that say what to do, for a file that isn't a clean picture or PDF.
    """
    document = clean_document(upload)
    storage = private_storage()
    # The path tells nothing of the person and nothing that they typed.
    path = storage.save(f"{purpose}/{uuid.uuid4().hex}.{document.ext}", ContentFile(document.content))
    stem = clean_name(upload.name or "").rpartition(".")[0] or "file"
    try:
        yield Written(path, f"{stem}.{document.ext}", document.media_type, document.digest)
    except BaseException:
        storage.delete(path)
        raise


def store(*, actor, subject: models.Model, purpose: str, upload: UploadedFile) -> PrivateFile:
    """Take in a private picture or PDF that hangs on ``subject``.

    The bytes are written before the row, so a row never lacks its file. Call it outside a service, and expect
    DomainError, as with ``written``.
    """
    with written(purpose=purpose, upload=upload) as file:
        return hang(actor=actor, subject=subject, purpose=purpose, file=file)


def hang(*, actor, subject: models.Model, purpose: str, file: Written) -> PrivateFile:
    """Make a written file its subject's, in the transaction of whoever calls."""
    return register_bytes(actor=actor, subject=subject, purpose=purpose, **asdict(file))


def save_bytes(*, purpose: str, upload: File, ext: str) -> str:
    """Write a private file as it is, for a subject that reads and judges it itself; returns its place.

    ``register_bytes`` makes it somebody's; until then whoever called takes it away again with ``drop_bytes``.
    """
    upload.seek(0)
    return private_storage().save(f"{purpose}/{uuid.uuid4().hex}.{ext}", upload)


def drop_bytes(path: str) -> None:
    private_storage().delete(path)


@locks.service
def register_bytes(
    *, actor, subject: models.Model, purpose: str, path: str, name: str, media_type: str, digest: str
) -> PrivateFile:
    """Hang a file that ``save_bytes`` wrote on its subject, and record it."""
    private = PrivateFile.objects.create(
        subject_kind=kind_of(subject),
        subject_id=subject.pk,
        purpose=purpose,
        file=path,
        name=clean_name(name),
        media_type=media_type,
        size=private_storage().size(path),
        digest=digest,
        uploaded_by=actor,
    )
    record(actor=actor, verb="file.store", subject=private, data={"purpose": purpose})
    return private


@locks.service
def discard(*, private: PrivateFile) -> None:
    """Let go of a private file whose term has ended: the row now, the bytes once that is certain."""
    path = private.file.name
    private.delete()
    if path:
        transaction.on_commit(partial(drop_bytes, path))


def may_open(private: PrivateFile, *, viewer) -> bool:
    """What the subject's own ``may_open(viewer, private)`` says; nobody may where it says nothing."""
    subject = model_of(private.subject_kind)._default_manager.filter(pk=private.subject_id).first()
    answer = getattr(subject, "may_open", None)
    return bool(viewer.is_active and answer and answer(viewer, private))


@locks.service
def open_private(*, viewer, private: PrivateFile) -> PrivateFile:
    """Let ``viewer`` open a private file, and record that they did.

    Raises RuleError (G11.1), with nothing recorded, where the subject doesn't let them.
    """
    rules.IDENTITY_DATA.require(may_open(private, viewer=viewer), _("您无权打开这份文件。"))
    record_look(viewer=viewer, subject=private, fields=[private.purpose], reason="打开文件")
    return private
