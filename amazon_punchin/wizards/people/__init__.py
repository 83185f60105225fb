"""Amazon's list of people, compared with ours."""

from . import person_import, person_import_line
