from . import amazon_punchin_report, ir_filters
