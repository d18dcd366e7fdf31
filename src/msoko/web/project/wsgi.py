"""The application that granian serves."""

import logging
import os
from threading import Thread

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "msoko.web.project.settings")
application = get_wsgi_application()


def read_ahead() -> None:
    """Read the numbers before the first person asks for them; a store that cannot be read is said by its pages."""
    from msoko.web.analytics import numbers

    try:
        numbers.current()
    except Exception:
        logging.getLogger(__name__).warning("numbers are not read ahead", exc_info=True)


Thread(target=read_ahead, daemon=True).start()
