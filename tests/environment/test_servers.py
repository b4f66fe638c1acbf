"""The local servers start when needed, are shared, survive rude endings and leave nothing."""

import os
import signal
import socket

import psycopg
import pytest

from config.embedded.broker import Broker
from config.embedded.database import Database
from config.embedded.errors import EmbeddedServerError
from config.embedded.lease import kept
from config.embedded.places import Place
from config.embedded.postgres import DATABASE, ROLE
from config.embedded.processes import working_in
from tests.environment.conftest import Users, eventually


def ask(place: Place, statement: str) -> object:
    with psycopg.connect(
        host=str(Database(place).sockets), user=ROLE, dbname=DATABASE, autocommit=True
    ) as connection:
        cursor = connection.execute(statement.encode())
        row = cursor.fetchone() if cursor.description else None
        return row[0] if row else None


def tell_broker(place: Place, words: str) -> bytes:
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(5)
        line.connect(str(Broker(place).socket))
        line.sendall(words.encode() + b"\r\n")
        return line.recv(100)


def postmaster(place: Place) -> int:
    return int((place.data / "postmaster.pid").read_text().split()[0])


def empty(place: Place) -> bool:
    return not list(working_in(place.data)) and not kept(Database(place))


def test_two_processes_that_start_at_once_share_one_server(place: Place, users: Users) -> None:
    both = [users.begin("postgres"), users.begin("postgres")]
    for process in both:
        users.settled(process)
    named = postmaster(place)

    users.leave(both[0])
    assert ask(place, "SELECT 1") == 1
    assert postmaster(place) == named

    users.leave(both[1])
    assert eventually(lambda: empty(place))


def test_a_user_that_is_killed_takes_the_server_with_it_and_no_data(
    place: Place, users: Users
) -> None:
    first = users.arrive("postgres")
    ask(place, "CREATE TABLE kept AS SELECT 7 AS number")
    first.kill()
    assert eventually(lambda: empty(place))

    users.arrive("postgres")
    assert ask(place, "SELECT number FROM kept") == 7


def test_a_server_that_is_killed_is_started_again_for_its_users(place: Place, users: Users) -> None:
    users.arrive("postgres")
    ask(place, "CREATE TABLE kept AS SELECT 7 AS number")
    old = postmaster(place)
    os.kill(old, signal.SIGKILL)
    database = Database(place)
    assert eventually(lambda: old not in set(working_in(place.data)) and database.answers())
    assert ask(place, "SELECT number FROM kept") == 7


def test_after_a_killed_keeper_the_next_user_gets_a_server(place: Place, users: Users) -> None:
    users.arrive("postgres")
    server = postmaster(place)
    keeper = int(next(part for part in _status(server) if part.startswith("PPid")).split()[1])
    os.kill(keeper, signal.SIGKILL)

    users.arrive("postgres")
    assert ask(place, "SELECT 1") == 1
    assert postmaster(place) != server


def _status(process: int) -> list[str]:
    with open(f"/proc/{process}/status") as text:
        return text.read().splitlines()


def test_a_pid_file_that_names_a_stranger_stops_nobody(
    place: Place, users: Users, stranger: int
) -> None:
    users.leave(users.arrive("postgres"))
    assert eventually(lambda: empty(place))
    pid_file = place.data / "postmaster.pid"
    lines = [str(stranger), str(place.data), "1700000000", "5432", str(Database(place).sockets)]
    pid_file.write_text("\n".join([*lines, "", "  1234567         1", "ready", ""]))
    os.chown(pid_file, place.data.stat().st_uid, place.data.stat().st_gid)

    users.arrive("postgres")
    assert ask(place, "SELECT 1") == 1
    os.kill(stranger, 0)


def test_what_a_broken_off_first_start_left_is_cleared_away(place: Place, users: Users) -> None:
    half = place.home / "postgres.new-1"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    users.arrive("postgres")
    assert not half.exists()
    assert ask(place, "SELECT 1") == 1


def test_the_local_role_is_no_superuser_and_may_install_text_search(
    place: Place, users: Users
) -> None:
    users.arrive("postgres")
    assert ask(place, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False
    ask(place, "CREATE EXTENSION pg_trgm")
    assert ask(place, "SELECT cardinality(show_trgm('家政')) > 0") is True
    assert ask(place, "SHOW listen_addresses") == ""


def test_nobody_else_may_enter_the_folders_of_data_and_socket(place: Place, users: Users) -> None:
    users.arrive("postgres")
    users.arrive("broker")
    for folder in (place.data, place.broker, Database(place).sockets, Broker(place).sockets):
        assert folder.stat().st_mode & 0o777 == 0o700


def test_data_of_another_version_is_refused_in_words(place: Place) -> None:
    database = Database(place)
    place.create()
    place.data.mkdir()
    (place.data / "PG_VERSION").write_text("9\n")
    with pytest.raises(EmbeddedServerError, match="made by PostgreSQL 9"):
        database.prepare()


def test_the_broker_remembers_what_it_was_told_before_it_was_killed(
    place: Place, users: Users
) -> None:
    first = users.arrive("broker")
    assert tell_broker(place, "LPUSH hints 7") == b":1\r\n"
    first.kill()
    assert eventually(lambda: not kept(Broker(place)))

    users.leave(users.arrive("broker"))
    assert eventually(lambda: not kept(Broker(place)))
    users.arrive("broker")
    assert tell_broker(place, "LLEN hints") == b":1\r\n"
