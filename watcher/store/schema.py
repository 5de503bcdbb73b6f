"""Tables and migrations: which there are, and how one is applied."""

from sqlite_utils import Database, Migrations

from watcher.store.migrations import (
    m001_change_log,
    m002_sources_read_strictly,
    m003_messages_that_arrive,
    m004_evidence,
    m005_reports,
    m006_review_desk,
)

#: "TRTW" in the file's header tells `file` and us whose database this is.
APPLICATION_ID = 0x54525457

#: What `PRAGMA user_version` says of a database that this program has brought up to date.
SCHEMA_VERSION = 6

migrations = Migrations("watcher")


@migrations(name="m001_change_log")
def _m001(db: Database) -> None:
    _run(db, m001_change_log.SCRIPT)


@migrations(name="m002_sources_read_strictly")
def _m002(db: Database) -> None:
    _run(db, m002_sources_read_strictly.SCRIPT)


@migrations(name="m003_messages_that_arrive")
def _m003(db: Database) -> None:
    _run(db, m003_messages_that_arrive.SCRIPT)


@migrations(name="m004_evidence")
def _m004(db: Database) -> None:
    _run(db, m004_evidence.SCRIPT)
    m004_evidence.bring_into_the_chain(db)
    _run(db, m004_evidence.TRIGGERS)


@migrations(name="m005_reports")
def _m005(db: Database) -> None:
    _run(db, m005_reports.SCRIPT)


@migrations(name="m006_review_desk")
def _m006(db: Database) -> None:
    _run(db, m006_review_desk.SCRIPT)


def _run(db: Database, script: str) -> None:
    """Run single statements: `executescript` would commit the transaction of the migration.

    A statement ends at a semicolon that ends a line; those inside a trigger stand before more.
    """
    for statement in script.split(";\n"):
        if statement.strip():
            db.execute(statement.strip())
