"""What notifications do when told."""

from notifications import planning, probing, sending
from notifications.catalogue import CATALOGUE
from outbox.services import Envelope, handles


def plan(message: Envelope) -> None:
    """Write down who is to be told of a step."""
    planning.plan(message)


for _topic in CATALOGUE:
    handles(_topic, name="notifications.plan")(plan)


@handles("document.rendered", name="notifications.plan_paper")
def plan_paper(message: Envelope) -> None:
    """Write down to whom a rendered paper goes."""
    planning.plan_paper(message)


@handles("delivery.prepared", name="notifications.send")
def send(message: Envelope) -> None:
    """Send one prepared delivery."""
    sending.send(int(message.payload["delivery_id"]), at=message.at)


@handles("channel.probe_wanted", name="notifications.probe")
def probe(message: Envelope) -> None:
    """Look for one outside channel, because a person asked; a look after it counts as the look."""
    probing.probe(str(message.payload["name"]), at=message.at)
