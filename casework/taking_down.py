"""Who may type what a party says (decision 0177): asked by the services, not only by the pages."""

from accounts.models import User
from casework.refusals.ending import NotTakenDownHere
from common.actors import Actor, Outside
from common.lifecycle import granting_role
from common.models import File

#: An act of a party; in the session the mediator takes down signatures, or that nothing is agreed.
TAKE_DOWN = "casework.take_down"
IN_SESSION = "mediation.agree"


def permit(by: Actor, file: File, *, capability: str = TAKE_DOWN) -> None:
    """Refuse an act of a party that somebody typed who may not; what a party does itself passes.

    Raises:
        NotTakenDownHere: the account behind the act does not hold `capability` over the file.
    """
    if not isinstance(by, Outside) or by.entered_by is None:
        return
    clerk = User.objects.filter(pk=by.entered_by).first()
    if clerk is None or not granting_role(capability, file, clerk):
        raise NotTakenDownHere
