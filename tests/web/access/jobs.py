"""A job is seen by whoever asked for it."""

from tests.web.access.rows import Row


def of_the_deputy(code):
    """Somebody's job."""
    from msoko.web.accounts.models import User
    from msoko.web.jobs.models import Job

    return {"number": Job.objects.create(kind="any", asked_by=User.objects.get(username="deputy")).pk}


ROWS = (Row("jobs:show", {"deputy": "200", "anonymous": "302", "else": "404"}, arguments=of_the_deputy),)
