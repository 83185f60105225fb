from . import test_list_tours, test_newcomer, test_person_import
