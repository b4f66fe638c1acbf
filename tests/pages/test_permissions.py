"""The page of roles: what comes later is marked, codes are for auditors."""

import re

from django.test import Client
from django.urls import reverse

from accounts import later


def test_the_page_marks_what_comes_later_and_speaks_no_codes(as_):
    assert Client().get(reverse("permissions")).status_code == 302  # a stranger

    page = as_("triage").get(reverse("permissions")).content.decode()

    said = re.sub(r'<details class="audit">.*?</details>', "", page, flags=re.S)
    assert said.count("后续版本</span>") == sum(len(act.roles) for act in later.acts())
    assert "作出惩戒决定 <span" in said
    assert "我的岗位" in said
    assert "sanction.decide" not in said
    assert "sanction.decide" in page
