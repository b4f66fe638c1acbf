"""The page behind the QR code of a paper: its facts, and whether a file is the paper itself.

Who stands here holds the paper or a picture of it. The page names no party; a file to compare is
hashed while it arrives and kept nowhere, not even in a temporary file.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from documents import services

#: Bytes; papers are well under one megabyte.
LARGEST = 20 * 2**20
#: The code of a paper, alone or at the end of the address a telephone read.
_CODE = re.compile(r"(?:.*/v/)?([A-Za-z0-9_-]{22})/?")


class HashOnly(FileUploadHandler):
    """Takes the SHA-256 of an upload and lets the content go."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file."""
        super().new_file(*args, **kwargs)
        self.digest = hashlib.sha256()
        self.taken = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Hash a piece; returning nothing keeps it from every other handler."""
        self.taken += len(raw_data)
        if self.taken > LARGEST:
            raise StopUpload(connection_reset=False)
        self.digest.update(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile[bytes]:
        """Return an upload without content, named by its hash."""
        return UploadedFile(name=self.digest.hexdigest(), size=file_size)


@never_cache
@require_POST
def find_paper(request: HttpRequest) -> HttpResponse:
    """Lead to the page of the paper whose code or address was typed."""
    typed = unicodedata.normalize("NFKC", request.POST.get("paper", "")[:300])
    found = _CODE.fullmatch("".join(typed.split()))
    if found is None:
        return render(request, "public/paper_unknown.html", status=404)
    return redirect("paper_check", token=found[1])


# No cookie, no log-in and no change of anything: there is no authority a forged request could use.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "POST"])
def check_paper(request: HttpRequest, token: str) -> HttpResponse:
    """Show what may be told of the paper with this token; compare an uploaded file with it."""
    request.upload_handlers = [HashOnly(request)]
    facts = services.check(token)
    if facts is None:
        return render(request, "public/paper_unknown.html", status=404)
    verdict, problem = "", ""
    if request.method == "POST":
        upload = request.FILES.get("file")
        if upload is None:
            problem = _("Choose the PDF file of the paper; it may be at most 20 MB.")
        else:
            verdict = "same" if services.matches(token, upload.name or "") else "different"
    response = render(
        request,
        "public/paper_check.html",
        {"paper": facts, "verdict": verdict, "problem": problem},
        status=422 if problem else 200,
    )
    # The token is in the address: no other site may read it from a link.
    response["Referrer-Policy"] = "no-referrer"
    return response
