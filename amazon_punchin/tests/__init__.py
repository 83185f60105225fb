"""The tests, by the same areas as the code; Odoo takes as tests the modules whose names here begin with ``test_``."""

from . import (
    test_architecture,
    test_hostile_posts,
    test_matrix,
    test_migrations,
    test_overrides,
    test_roles,
    test_screens,
    test_terms,
)
from .addresses import test_comparison as test_addresses_comparison
from .approval import test_access as test_approval_access
from .approval import test_coding as test_approval_coding
from .approval import test_hold as test_approval_hold
from .approval import test_http as test_approval_http
from .approval import test_rules as test_approval_rules
from .approval import test_same_moment as test_approval_same_moment
from .approval import test_steps as test_approval_steps
from .approval import test_tours as test_approval_tours
from .bill import test_amounts as test_bill_amounts
from .bill import test_create as test_bill_create
from .bill import test_inbox as test_bill_inbox
from .bill import test_roles as test_bill_roles
from .bill import test_same_moment as test_bill_same_moment
from .bill import test_samples as test_bill_samples
from .bill import test_tours as test_bill_tours
from .document import test_inbox as test_document_inbox
from .document import test_inbox_samples as test_document_inbox_samples
from .document import test_log as test_document_log
from .document import test_parsed_once as test_document_parsed_once
from .document import test_retention as test_document_retention
from .document import test_secrets as test_document_secrets
from .document import test_state as test_document_state
from .document import test_tours as test_document_tours
from .matching import test_index as test_matching_index
from .order import test_answer as test_order_answer
from .order import test_cancel as test_order_cancel
from .order import test_charges as test_order_charges
from .order import test_coding as test_order_coding
from .order import test_create as test_order_create
from .order import test_home as test_order_home
from .order import test_lock as test_order_lock
from .order import test_same_moment as test_order_same_moment
from .order import test_send as test_order_send
from .order import test_state as test_order_state
from .order import test_tours as test_order_tours
from .people import test_newcomer as test_people_newcomer
from .people import test_person_import as test_people_person_import
from .people import test_tours as test_people_tours
from .places import test_address as test_places_address
from .protocol import test_confirmation as test_protocol_confirmation
from .protocol import test_dates as test_protocol_dates
from .protocol import test_documents as test_protocol_documents
from .protocol import test_invoice as test_protocol_invoice
from .protocol import test_mime as test_protocol_mime
from .protocol import test_samples as test_protocol_samples
from .protocol import test_ship_notice as test_protocol_ship_notice
from .protocol import test_status as test_protocol_status
from .protocol import test_validity as test_protocol_validity
from .report import test_analysis as test_report_analysis
from .rules import test_item_rules as test_rules_item_rules
from .rules import test_tester as test_rules_tester
from .setup import test_checks as test_setup_checks
from .setup import test_connection_check as test_setup_connection_check
from .setup import test_credentials_sheet as test_setup_credentials_sheet
from .setup import test_gateway as test_setup_gateway
from .setup import test_inbox_credentials as test_setup_inbox_credentials
from .setup import test_kept_fields as test_setup_kept_fields
from .setup import test_live_addresses as test_setup_live_addresses
from .setup import test_mode as test_setup_mode
from .setup import test_own_doors as test_setup_own_doors
from .setup import test_secret_slots as test_setup_secret_slots
from .setup import test_secrets_same_moment as test_setup_secrets_same_moment
from .setup import test_tours as test_setup_tours
from .shared import test_version as test_shared_version
from .shipment import test_ship_notice as test_shipment_ship_notice
from .shop import test_return as test_shop_return
from .shop import test_session as test_shop_session
from .tools import test_wording as test_tools_wording
from .transport import test_destination as test_transport_destination
from .transport import test_guard as test_transport_guard
from .transport import test_soap as test_transport_soap
from .uploads import test_tables as test_uploads_tables
