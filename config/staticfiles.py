"""Which files of other people's packages are served: those we use."""

from django.contrib.staticfiles.apps import StaticFilesConfig


class HouseStaticFiles(StaticFilesConfig):
    """Leaves out the variants of Bootstrap that no page names.

    Compressing them made `collectstatic` five times as slow.
    """

    ignore_patterns = (
        *StaticFilesConfig.ignore_patterns,
        *("bootstrap-*", "*.rtl.*", "*.esm.*", "bootstrap.css*", "bootstrap.js*"),
        *("bootstrap.min.js*", "bootstrap.bundle.js*"),
    )
