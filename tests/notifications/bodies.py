"""Outside bodies of the tests, joined by `settings.CASEWORK_CHANNELS` as an adapter is."""

from casework.channels import ChannelBusy


class There:
    """An agency whose system answers."""

    configured = True
    asked = 0

    def probe(self):
        type(self).asked += 1


class Unconfigured(There):
    """An agency with an adapter and no address."""

    configured = False


class Away(There):
    """An agency whose system does not answer."""

    def probe(self):
        raise ChannelBusy


class Faulty(There):
    """An adapter with a fault of ours, whose words hold what nobody may read."""

    def probe(self):
        raise KeyError("王女士 13800138000")
