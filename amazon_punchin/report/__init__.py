from . import amazon_punchin_report
