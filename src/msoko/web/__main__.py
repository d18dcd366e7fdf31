"""`python -m msoko.web COMMAND`: Django's own commands on the folder named in MSOKO_HOME."""

import os
import sys

from django.core.management import execute_from_command_line

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "msoko.web.project.settings")
execute_from_command_line(sys.argv)
