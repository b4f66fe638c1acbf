"""The way in: two secrets, one answer to every wrong pair, a lock that outlives the process."""

from django.test import Client

from casework.models import Party
from common.models import File
from tests.public.conftest import WHO, enter, text_of

WRONG = "不匹配"


def respondent_code(number):
    return Party.objects.get(file__number=number, role="RESPONDENT").query_code


def test_the_right_pair_opens_the_case_however_it_is_typed(filed):
    number, code = filed()
    typed = number.lower().replace("-", " ")

    page = Client().post("/track", {"number": typed, "query_code": code.lower()}, follow=True)

    assert page.redirect_chain == [("/track/case", 302)]
    assert number in text_of(page)
    assert "no-store" in page["Cache-Control"]


def test_wrong_pairs_tell_nothing_apart(filed):
    number, _code = filed()
    wrong_code = Client().post("/track", {"number": number, "query_code": "00000000"})
    no_such = Client().post("/track", {"number": "TS-2026-999999", "query_code": "00000000"})

    def told(page):
        return text_of(page).split("<form")[1].split("</form>")[0] and [
            line for line in text_of(page).splitlines() if WRONG in line
        ]

    assert wrong_code.status_code == no_such.status_code == 422
    assert told(wrong_code) == told(no_such) != []


def test_a_respondent_learns_nothing_before_acceptance(filed):
    number, _code = filed()

    page = Client().post("/track", {"number": number, "query_code": respondent_code(number)})

    assert page.status_code == 422
    assert WRONG in text_of(page)


def test_five_wrong_codes_lock_a_number_even_for_the_right_one(filed, clock):
    number, code = filed()
    for _try in range(5):
        Client().post("/track", {"number": number, "query_code": "00000000"})

    locked = Client().post("/track", {"number": number, "query_code": code})
    clock.shift(16 * 60)
    later = Client().post("/track", {"number": number, "query_code": code})

    assert locked.status_code == 429
    assert later.status_code == 302


def test_numbers_that_do_not_exist_lock_alike(seeded, clock):
    pair = {"number": "TS-2026-999999", "query_code": "00000000"}

    statuses = [Client().post("/track", pair).status_code for _try in range(6)]

    assert statuses == [422] * 5 + [429]


def test_a_right_code_does_not_wipe_out_wrong_ones(filed):
    number, code = filed()
    for _try in range(4):
        Client().post("/track", {"number": number, "query_code": "00000000"})
        enter(number, code)

    Client().post("/track", {"number": number, "query_code": "00000000"})

    assert Client().post("/track", {"number": number, "query_code": code}).status_code == 429


def test_one_address_guessing_on_many_numbers_is_stopped(filed, settings):
    settings.CASEWORK_WRONG_CODES_PER_ADDRESS = 3
    number, code = filed()
    for n in range(3):
        Client().post("/track", {"number": f"TS-2026-90000{n}", "query_code": "00000000"})

    mine = Client().post("/track", {"number": number, "query_code": code})
    neighbour = Client(REMOTE_ADDR="10.9.8.7").post(
        "/track", {"number": number, "query_code": code}
    )

    assert mine.status_code == 429
    assert neighbour.status_code == 302


def test_when_everybody_guesses_only_who_was_wrong_waits(filed, settings):
    settings.CASEWORK_WRONG_CODES_OF_ALL = 2
    number, code = filed()
    for n in range(2):
        guesser = Client(REMOTE_ADDR=f"10.0.0.{n}")
        guesser.post("/track", {"number": f"TS-2026-90000{n}", "query_code": "00000000"})

    again = Client(REMOTE_ADDR="10.0.0.0").post("/track", {"number": number, "query_code": code})
    honest = Client(REMOTE_ADDR="10.0.0.9").post("/track", {"number": number, "query_code": code})

    assert again.status_code == 429
    assert honest.status_code == 302


def test_a_forged_forwarding_header_does_not_change_who_is_counted(seeded, clock, settings):
    settings.CASEWORK_WRONG_CODES_PER_ADDRESS = 2

    statuses = [
        Client(HTTP_X_FORWARDED_FOR=f"1.2.3.{n}")
        .post("/track", {"number": f"TS-2026-90000{n}", "query_code": "00000000"})
        .status_code
        for n in range(3)
    ]

    assert statuses == [422, 422, 429]


def test_behind_our_proxy_the_visitor_is_counted_and_not_the_proxy(seeded, clock, settings):
    settings.CASEWORK_PROXIES, settings.CASEWORK_WRONG_CODES_PER_ADDRESS = 1, 1

    def guess(forwarded, n):
        pair = {"number": f"TS-2026-90000{n}", "query_code": "00000000"}
        return Client(HTTP_X_FORWARDED_FOR=forwarded).post("/track", pair).status_code

    assert [guess("10.0.0.1", 1), guess("10.0.0.2", 2), guess("9.9.9.9, 10.0.0.1", 3)] == [
        422,
        422,
        429,
    ]


def test_the_case_closes_after_half_an_hour_without_a_page(filed, clock):
    browser = enter(*filed())
    clock.shift(29 * 60)
    assert browser.get("/track/case").status_code == 200

    clock.shift(31 * 60)

    assert browser.get("/track/case")["Location"] == "/track"


def test_the_session_holds_an_id_and_nothing_of_the_person(filed):
    browser = enter(*filed())

    assert set(dict(browser.session.items())["tracked_party"]) == {"party", "until"}


def test_leaving_closes_the_case(filed):
    browser = enter(*filed())

    browser.post("/track/leave")

    assert browser.get("/track/case")["Location"] == "/track"


def test_leaving_forgets_receipt_and_draft_for_whoever_sits_there_next(filed, visitor):
    number, code = filed()
    visitor.post("/complain/who", WHO)
    enter(number, code, visitor)

    visitor.post("/track/leave")

    assert visitor.get("/complain/done")["Location"] == "/track"
    assert visitor.get("/complain/contact").context["form"].initial == {}
    assert {"filed_party", "complaint_draft", "tracked_party"} & set(
        visitor.session.keys()
    ) == set()


def test_a_file_that_is_sealed_meanwhile_closes(filed):
    number, code = filed()
    browser = enter(number, code)

    File.objects.filter(number=number).update(sealed=True)

    assert browser.get("/track/case")["Location"] == "/track"


def test_every_page_of_a_case_needs_the_code(visitor):
    pages = ["", "/supplement", "/mediation", "/no-agreement", "/withdraw", "/evidence"]
    pages += ["/more-time", "/agreement", "/papers/1", "/files/1"]

    assert {visitor.get(f"/track/case{page}")["Location"] for page in pages} == {"/track"}
