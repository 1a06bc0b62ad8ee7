"""Django as a WSGI application; `hanamizuki.site.asgi` puts it behind the server."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hanamizuki.site.settings")
application = get_wsgi_application()
