"""Numbers to try an application with, where codes go to the development inbox: made up, of no region."""

from __future__ import annotations

USCC = "91999999MADEM0001X"
PERSON_ID = "999999199001010016"
