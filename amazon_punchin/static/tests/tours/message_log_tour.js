import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

function press(content, trigger) {
    return { content, trigger, run: "click" };
}

tours.add("amazon_punchin_message_log", {
    steps: () => [
        press("Open the filters", ".o_searchview_dropdown_toggler"),
        press("What failed", ".o_filter_menu .o_menu_item:contains(/^Failed$/)"),
        press("Today", ".o_filter_menu .o_menu_item:contains(/^Today$/)"),
        press("By type", ".o_group_by_menu .o_menu_item:contains(/^Document$/)"),
        {
            content: "Only what failed is left",
            trigger:
                ".o_list_view:has(.o_group_header:contains('Confirmation')):not(:has(.o_group_header:contains('Basket')))",
        },
        press("Show them", ".o_group_header:contains('Confirmation')"),
        press(
            "Open the one that failed",
            ".o_data_row:contains('was not ordered at Amazon') .o_data_cell[name=document]",
        ),
        {
            content: "The form says why",
            trigger: ".o_form_view .alert-danger:contains('was not ordered at Amazon')",
        },
        {
            content: "The content is highlighted, and its secret blacked out",
            trigger: ".o_field_widget[name=body] .ace_content:has(.ace_tag-name):contains('********')",
        },
        {
            content: "It can be downloaded",
            trigger: ".o_field_widget[name=file] .o_form_uri",
        },
        press("Process it again", ".o_statusbar_buttons button[name=action_process_again]"),
        {
            content: "It says what became of it",
            trigger: ".o_notification:contains('Processed: 1.')",
        },
        {
            content: "The form shows it",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains('Processed')",
        },
        press("To the order", "button[name=action_view_orders]"),
        {
            content: "Confirmed",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains('Confirmed')",
        },
    ],
});

tours.add("amazon_punchin_message_log_several", {
    steps: () => [
        press("Open the filters", ".o_searchview_dropdown_toggler"),
        press("What failed", ".o_filter_menu .o_menu_item:contains(/^Failed$/)"),
        {
            content: "Only what failed is left",
            trigger:
                ".o_list_view:has(.o_data_row:contains('was not ordered at Amazon')):not(:has(.o_data_row:contains('Processed')))",
        },
        press("Choose all", ".o_list_view thead .o_list_record_selector input"),
        press("Process them again", ".o_control_panel button[name=action_process_again]"),
        {
            content: "It says what became of them",
            trigger: ".o_notification:contains('Processed: 1.'):contains('Failed again: 1.')",
        },
    ],
});

tours.add("amazon_punchin_shipment", {
    steps: () => [
        press("Open the shipment", ".o_data_row:contains('D1234567') .o_data_cell[name=name]"),
        {
            content: "Its parcel leads to the carrier",
            trigger: ".o_form_view a[href*='ups.com']:contains('1Z999AA10123456784')",
        },
        {
            content: "What is in it",
            trigger: ".o_field_widget[name=line_ids] .o_data_row:contains('Gel pen')",
        },
    ],
});

tours.add("amazon_punchin_inbox_password", {
    steps: () => [
        {
            content: "Documents that failed are counted",
            trigger: ".oe_stat_button:contains('Failed'):contains('1')",
        },
        press("The page of the inbox", ".o_notebook .nav-link:contains(/^Inbox$/)"),
        {
            content: "The address can be copied",
            trigger: ".o_field_widget[name=inbox_url]:has(button):contains('/inbox')",
        },
        press("A new password", "button[name=action_generate_inbox_password]"),
        press("Yes", ".modal:contains('shows it once') .modal-footer .btn-primary"),
        {
            content: "It is shown, and can be copied",
            trigger: ".modal .o_field_widget[name=password]:has(button):contains(/[-_A-Za-z0-9]{32}/)",
        },
        press("Copied", ".modal footer .btn-primary:contains('I Have Copied It')"),
        {
            content: "The previous one keeps working",
            trigger: "body:not(:has(.modal)) button[name=action_end_previous_inbox_password]",
        },
    ],
});

tours.add("amazon_punchin_cancelled_at_amazon", {
    steps: () => [
        press("It was cancelled there", "button[name=action_amazon_state_cancelled]"),
        {
            content: "Say why",
            trigger: ".modal .o_field_widget[name=reason] textarea",
            run: "edit By phone with the customer service",
        },
        press("Cancel it here", ".modal button[name=action_cancel_order]"),
        {
            content: "The order says so",
            trigger: ".o_form_view .alert:contains('marked this order as cancelled'):contains('By phone')",
        },
        {
            content: "Cancelled",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains('Cancelled')",
        },
    ],
});

tours.add("amazon_punchin_preview", {
    steps: () => [
        press("Look at the document", "button[name=action_amazon_preview]"),
        {
            content: "There it is",
            trigger: ".modal .ace_content:contains('OrderRequest')",
        },
        press("Close", ".modal footer .btn-primary"),
        {
            content: "Nothing was sent",
            trigger: "body:not(:has(.modal)) .o_statusbar_status .o_arrow_button_current:contains('Basket')",
        },
    ],
});
