"""What every service prepares for its sealed workers, done once for all servers of tests that are forked from here."""

from carekg.terms.garbage import look_seldom
from carekg.workers.template import make_ready
from carekg_api.tasks import SEALED_MODULES

make_ready(SEALED_MODULES)
look_seldom()
