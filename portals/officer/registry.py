"""Every action page, in the order in which a file usually needs them."""

from portals.officer.pages.acceptance import Acceptance
from portals.officer.pages.agency_result import AgencyResult
from portals.officer.pages.extension import Extension
from portals.officer.pages.grading import Grading
from portals.officer.pages.identity import Identity
from portals.officer.pages.mediation import Hearing
from portals.officer.pages.merging import Merging
from portals.officer.pages.particulars import Particulars
from portals.officer.pages.refer import EmergencyCall, Refer
from portals.officer.pages.referral import ReferralPage
from portals.officer.pages.reply import Reply
from portals.officer.pages.result import (
    CallBack,
    Feedback,
    ProgressAnswer,
    Supplied,
    Withdrawal,
)
from portals.officer.pages.ticket import Tickets
from portals.officer.pages.verification import FindingsPage
from portals.officer.pages.way import Way
from portals.officer.screen import ActionPage

PAGES: tuple[type[ActionPage], ...] = (
    EmergencyCall,
    Supplied,
    Grading,
    Tickets,
    Particulars,
    Acceptance,
    AgencyResult,
    ReferralPage,
    Refer,
    Feedback,
    CallBack,
    Hearing,
    FindingsPage,
    Reply,
    Way,
    Merging,
    Identity,
    ProgressAnswer,
    Extension,
    Withdrawal,
)
#: The same pages by the name of their address.
BY_NAME = {page.name: page for page in PAGES}
