"""What is not signed by them, or not in their wire version, is not taken in."""

import base64
import hashlib
import json
from datetime import timedelta

import pytest
from standardwebhooks import Webhook

from casework.channels import Forged, Unreadable
from integrations.signed.signature import Signer
from tests.integrations.bodies import BODIES, OLDER, SECRET, code, secret

FIRST = {"POLICE": "RESULT", "MARKET_REGULATOR": "RESULT", "HOTLINE_12345": "TICKET"}


class Mail:
    """A message of a body that a test changes before it is signed."""

    def __init__(self, body):
        self.of = body
        self.channel = body.channel()
        self.at = body.recorded_at
        self.record = json.loads(body.message(FIRST[body.code])["body"])
        self.files = body.mapping.ENVELOPE.files

    @property
    def facts(self):
        return self.record[self.of.mapping.ENVELOPE.facts]

    @property
    def file(self):
        return self.record[self.files.files][0]

    def body(self):
        return json.dumps(self.record, ensure_ascii=False).encode()

    def headers(self, body=None, *, by=SECRET, message_id="msg_1", at=None):
        content = self.body() if body is None else body
        return Signer([by]).headers(message_id, content, at=at or self.at)

    def read(self, headers=None, body=None, *, at=None):
        content = self.body() if body is None else body
        return self.channel.read(headers or self.headers(content), content, at=at or self.at)

    def field_at_fault(self, body=None):
        with pytest.raises(Unreadable) as fault:
            self.read(body=body)
        return fault.value.field


@pytest.fixture(params=BODIES, ids=code)
def mail(request, settings) -> Mail:
    mail = Mail(request.param)
    setattr(settings, f"{mail.channel.name}_SECRETS", [SECRET])
    return mail


def test_a_signed_message_is_read_under_its_id(mail):
    assert mail.read().message_id == "msg_1"


def test_the_same_message_again_has_the_same_id(mail):
    assert mail.read() == mail.read()


def test_names_of_headers_may_be_written_in_any_case(mail):
    loud = {name.upper(): value for name, value in mail.headers().items()}

    assert mail.read(loud).message_id == "msg_1"


def test_a_signature_made_by_the_library_of_the_scheme_is_ours_too(mail):
    text = mail.body().decode()
    utc = mail.at - mail.at.utcoffset()
    by_library = Webhook(SECRET).sign("msg_1", utc.replace(tzinfo=None), text)

    assert by_library in mail.headers()["webhook-signature"].split()


def test_while_secrets_are_changed_either_signature_is_good(mail, settings):
    setattr(settings, f"{mail.channel.name}_SECRETS", [SECRET, OLDER])

    assert mail.read(mail.headers(by=SECRET))
    assert mail.read(mail.headers(by=OLDER))


def test_one_good_signature_among_others_is_enough(mail):
    headers = mail.headers()
    headers["webhook-signature"] = f"v1a,xyz v1,AAAA {headers['webhook-signature']}"

    assert mail.read(headers)


@pytest.mark.parametrize(
    ("seconds", "good"), [(-301, False), (-300, True), (0, True), (300, True), (301, False)]
)
def test_a_message_is_good_for_five_minutes_about_the_moment_it_is_read(mail, seconds, good):
    headers = mail.headers(at=mail.at + timedelta(seconds=seconds))

    if good:
        assert mail.read(headers)
    else:
        with pytest.raises(Forged, match="STALE"):
            mail.read(headers)


def test_a_message_that_was_good_is_stale_when_it_is_played_back_later(mail):
    headers = mail.headers()
    assert mail.read(headers)

    with pytest.raises(Forged, match="STALE"):
        mail.read(headers, at=mail.at + timedelta(minutes=6))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"webhook-id": ""}, "HEADERS"),
        ({"webhook-timestamp": ""}, "HEADERS"),
        ({"webhook-signature": ""}, "HEADERS"),
        ({"webhook-id": "msg_2"}, "SIGNATURE"),
        ({"webhook-id": 'msg_1.{"a":1}'}, "ID"),
        ({"webhook-id": "m" * 256}, "ID"),
        ({"webhook-id": "消息"}, "ID"),
        ({"webhook-timestamp": "1772587801"}, "SIGNATURE"),
        ({"webhook-timestamp": "1772587800.5"}, "TIMESTAMP"),
        ({"webhook-timestamp": "-1"}, "TIMESTAMP"),
        ({"webhook-timestamp": "nan"}, "TIMESTAMP"),
        ({"webhook-timestamp": "１７７２５８７８００"}, "TIMESTAMP"),
        ({"webhook-timestamp": "9" * 11}, "STALE"),
        ({"webhook-timestamp": "9" * 400}, "TIMESTAMP"),
        ({"webhook-signature": "v1,"}, "SIGNATURE"),
        ({"webhook-signature": "v1,AAAA"}, "SIGNATURE"),
        ({"webhook-signature": "v2,AAAA v1a,BBBB nonsense"}, "SIGNATURE"),
        ({"webhook-signature": "v1,签名"}, "SIGNATURE"),
    ],
)
def test_headers_that_were_tampered_with_are_forged(mail, change, reason):
    with pytest.raises(Forged, match=reason):
        mail.read(mail.headers() | change)


def test_no_headers_at_all_are_forged(mail):
    with pytest.raises(Forged, match="HEADERS"):
        mail.channel.read({}, mail.body(), at=mail.at)


def test_a_body_that_was_tampered_with_is_forged(mail):
    headers = mail.headers()

    with pytest.raises(Forged, match="SIGNATURE"):
        mail.read(headers, mail.body() + b" ")


def test_a_message_signed_by_somebody_else_is_forged(mail):
    with pytest.raises(Forged, match="SIGNATURE"):
        mail.read(mail.headers(by=secret(b"of somebody else")))


def test_a_body_that_is_not_utf8_is_forged_whatever_it_is_signed_with(mail):
    with pytest.raises(Forged, match="NOT_UTF8"):
        mail.read(mail.headers(), mail.body().decode().encode("gb18030"))


def test_nothing_is_parsed_before_the_signature_holds(mail):
    with pytest.raises(Forged):
        mail.read(mail.headers(), b"{" * 100_000)


def test_our_own_parcel_played_back_to_us_is_not_one_of_theirs(mail):
    ours = mail.of.written

    assert mail.field_at_fault(ours) == mail.of.mapping.ENVELOPE.kind


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"[]",
        b"null",
        b'"text"',
        b"{",
        b"[" * 100_000,
        b'{"a":' * 3_000 + b"1" + b"}" * 3_000,
        b'{"a": {"b": {"c": {"d": {"e": {"f": {}}}}}}}',
        b'{"a": [' + b"1," * 3_000 + b"1]}",
        b'{"a": NaN}',
        b'{"a": 1.5}',
        b'{"a": ' + b"9" * 5_000 + b"}",
    ],
    ids=range(13),
)
def test_what_is_no_modest_object_is_unreadable(mail, body):
    assert mail.field_at_fault(body) == "body"


def test_a_body_longer_than_the_wire_allows_is_not_parsed(mail, settings):
    settings.CASEWORK_CHANNEL_BODY_BYTES = len(mail.body()) - 1

    assert mail.field_at_fault() == "body"


def test_a_field_that_stands_twice_is_named(mail):
    version = mail.of.mapping.ENVELOPE.version
    body = mail.body().decode().replace("{", f'{{"{version}": "1", ', 1)

    assert mail.field_at_fault(body.encode()) == version


@pytest.mark.parametrize("part", ["version", "kind", "reference", "at", "facts"])
def test_a_missing_part_of_the_message_is_named(mail, part):
    name = getattr(mail.of.mapping.ENVELOPE, part)
    del mail.record[name]

    assert mail.field_at_fault().startswith(name)


@pytest.mark.parametrize("value", ["2", 1, None, "", [], {}])
def test_another_version_of_the_wire_is_not_read(mail, value):
    name = mail.of.mapping.ENVELOPE.version
    mail.record[name] = value

    assert mail.field_at_fault() == name


@pytest.mark.parametrize("part", ["kind", "reference", "at", "facts"])
@pytest.mark.parametrize("value", [7, True, ["x"], "\ud800", "x" * 5_001])
def test_a_part_of_another_type_is_named(mail, part, value):
    name = getattr(mail.of.mapping.ENVELOPE, part)
    mail.record[name] = value
    body = json.dumps(mail.record).encode()  # as \ud800, which UTF-8 cannot carry

    assert mail.field_at_fault(body) == name


def test_a_field_nobody_agreed_on_is_named(mail):
    mail.record["surprise"] = 1
    assert mail.field_at_fault() == "surprise"

    del mail.record["surprise"]
    mail.facts["surprise"] = 1
    assert mail.field_at_fault() == f"{mail.of.mapping.ENVELOPE.facts}.surprise"


def test_the_name_of_a_field_nobody_agreed_on_is_not_repeated_if_it_is_long_or_hidden(mail):
    mail.record["x" * 41] = 1
    assert mail.field_at_fault() == "?"

    del mail.record["x" * 41]
    mail.facts["a\nb"] = 1
    assert mail.field_at_fault().endswith(".?")


def test_a_fact_that_must_be_there_is_named_when_it_is_not(mail):
    envelope = mail.of.mapping.ENVELOPE
    vocabulary = envelope.messages[FIRST[mail.of.code]]
    for ours in vocabulary.needed:
        theirs, _form = vocabulary.words[ours]
        for gone in (None, ""):
            held = mail.facts[theirs]
            mail.facts[theirs] = gone
            assert mail.field_at_fault() == f"{envelope.facts}.{theirs}"
            mail.facts[theirs] = held


def test_a_file_whose_hash_does_not_match_is_refused(mail):
    mail.file[mail.files.content] = base64.b64encode(b"another").decode()

    assert mail.field_at_fault() == f"{mail.files.files}[0].{mail.files.sha256}"


@pytest.mark.parametrize("content", ["", "***", "JVBE\nRi0=", "é", "JVBERi0xLjc"])
def test_a_file_that_is_not_base64_is_refused(mail, content):
    mail.file[mail.files.content] = content

    assert mail.field_at_fault() == f"{mail.files.files}[0].{mail.files.content}"


@pytest.mark.parametrize(
    "name", ["", ".", "..", "../a.pdf", "a/b.pdf", "a\\b.pdf", "a\x00.pdf", "a\u202efdp.exe",
             "a\nb", "x" * 201]
)  # fmt: skip
def test_a_file_has_a_name_that_is_no_path_and_hides_nothing(mail, name):
    mail.file[mail.files.name] = name

    assert mail.field_at_fault() == f"{mail.files.files}[0].{mail.files.name}"


@pytest.mark.parametrize("kind", ["", "pdf", "text/html; charset=utf-8", "a/b/c", "a/\r\nb"])
def test_a_file_has_a_plain_content_type(mail, kind):
    mail.file[mail.files.content_type] = kind

    assert mail.field_at_fault() == f"{mail.files.files}[0].{mail.files.content_type}"


def test_more_files_than_the_wire_allows_are_refused(mail):
    mail.record[mail.files.files] = [mail.file] * 21

    assert mail.field_at_fault() == mail.files.files


@pytest.mark.parametrize("files", ["a.pdf", {"0": {}}, 1])
def test_files_that_are_no_list_are_refused(mail, files):
    mail.record[mail.files.files] = files

    assert mail.field_at_fault() == mail.files.files


def test_a_link_to_a_file_is_refused_and_nobody_goes_there(mail, door):
    inside = dict(mail.file)
    for file in (door.url, {"url": door.url}, inside | {"url": door.url},
                 inside | {mail.files.content: door.url}):  # fmt: skip
        mail.record[mail.files.files] = [file]
        assert mail.field_at_fault().startswith(f"{mail.files.files}[0]")

    assert door.came == []


def test_a_link_in_the_words_stays_words(mail, door):
    word = {"POLICE": "说明", "MARKET_REGULATOR": "办理意见", "HOTLINE_12345": "narrative"}
    mail.facts[word[mail.of.code]] = f"见 {door.url}/f.pdf"

    read = mail.read()

    assert door.url in (read.words if hasattr(read, "words") else read.facts["narrative"])
    assert door.came == []


def test_a_file_comes_out_as_it_went_in(mail):
    content = bytes(range(256)) * 40
    mail.file.update(
        {
            mail.files.content: base64.b64encode(content).decode(),
            mail.files.sha256: hashlib.sha256(content).hexdigest().upper(),
        }
    )

    (file,) = mail.read().enclosures

    assert file.content == content
    assert file.sha256 == hashlib.sha256(content).hexdigest()
