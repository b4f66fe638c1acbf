"""What the papers do when told: draw what was issued."""

from documents import services
from outbox.services import Envelope, handles


@handles("document.issued", name="documents.render")
def render(message: Envelope) -> None:
    """Draw an issued paper; done already means done."""
    services.render(int(message.payload["document_id"]), at=message.at)
