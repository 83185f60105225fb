import { registry } from "@web/core/registry";

function edit(field, text) {
    return {
        content: `Fill in ${field}`,
        trigger: `.o_field_widget[name=${field}] input`,
        run: `edit ${text}`,
    };
}

function tab(label) {
    return {
        content: `Open the page ${label}`,
        trigger: `.o_notebook_headers .nav-link:contains('${label}')`,
        run: "click",
    };
}

function choose(input, text) {
    return [
        {
            content: `Look for ${text}`,
            trigger: input,
            run: `edit ${text}`,
        },
        {
            content: `Choose ${text}`,
            trigger: `.o-autocomplete--dropdown-item:contains("${text}") a`,
            run: "click",
        },
    ];
}

function check(step) {
    return {
        content: `Check step ${step}`,
        trigger: `#amazon_step_${step} button[name=action_check]`,
        run: "click",
    };
}

function finds(key, text) {
    return {
        content: `The check ${key} says: ${text}`,
        trigger: `.o_amazon_checks [data-check=${key}]:contains('${text}')`,
    };
}

function stepIs(step, label) {
    return {
        content: `Step ${step} is: ${label}`,
        trigger: `#amazon_step_${step} .badge:contains('${label}')`,
    };
}

registry.category("web_tour.tours").add("amazon_punchin_setup", {
    steps: () => [
        {
            content: "A new page shows all that there is to do",
            trigger: ".o_form_view:has(#amazon_step_7):not(:has(.o_amazon_step .badge:contains('Done')))",
        },
        {
            content: "Name it",
            trigger: ".o_field_widget[name=name] input",
            run: "edit Office && press Tab",
        },
        {
            content: "Most groups have the same name at Amazon",
            trigger: ".o_field_widget[name=business_unit] input:value(Office)",
        },
        edit("business_unit", "Office – Odoo"),
        edit("buyer_identity", "ODOO-TEST"),
        edit("shared_secret_input", "wrong-secret-value"),
        ...choose(".o_field_widget[name=partner_id] input", "Amazon"),
        tab("People"),
        {
            content: "Add somebody",
            trigger:
                ".o_field_widget[name=person_ids] .o_field_x2many_list_row_add button, .o_field_widget[name=person_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        ...choose(".o_field_widget[name=person_ids] .o_field_widget[name=user_id] input", "amazon_buyer"),
        edit("email", "amazon_buyer@example.com"),
        tab("Set-up"),
        {
            content: "Add a location",
            trigger:
                ".o_field_widget[name=location_ids] .o_field_x2many_list_row_add button, .o_field_widget[name=location_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        ...choose(".o_field_widget[name=location_ids] .o_field_widget[name=partner_id] input", "Goods In"),
        {
            content: "Save",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "Nothing is done yet",
            trigger: ".o_amazon_progress:contains('0 of 7 steps done')",
        },
        {
            content: "The first location is the default",
            trigger: ".o_field_widget[name=location_ids] .o_field_widget[name=is_default] input:checked",
        },
        check(2),
        finds("inbox", "Nobody has seen the inbox password yet"),
        {
            content: "The failing check has the button that fixes it",
            trigger: "[data-check=inbox] button:contains('Show Odoo')",
            run: "click",
        },
        {
            content: "All that Amazon asks for",
            trigger:
                ".modal:has(.o_field_widget[name=landing_url]):has(.o_field_widget[name=return_url]) .o_field_widget[name=password]",
        },
        {
            content: "Copied",
            trigger: ".modal footer .btn-primary:contains('I Have Copied It')",
            run: "click",
        },
        {
            content: "A step has one number",
            trigger: "#amazon_step_3:not(:contains('3.')):contains('Vendor, addresses and accounts')",
        },
        {
            content: "Match the addresses",
            trigger: "#amazon_step_3 button:contains('Match Addresses at Amazon')",
            run: "click",
        },
        {
            content: "Those of this group",
            trigger: ".o_list_view, .o_view_nocontent",
        },
        {
            content: "Of this group only",
            trigger: ".o_searchview_facet:contains('Office')",
        },
        {
            content: "Back",
            trigger: ".o_breadcrumb a:contains('Office')",
            run: "click",
        },
        {
            content: "Import people",
            trigger: '#amazon_step_4 button:contains("Import Amazon\'s List")',
            run: "click",
        },
        {
            content: "Into this group",
            trigger: ".o_field_widget[name=config_id] input:value(Office)",
        },
        {
            content: "Back",
            trigger: ".o_breadcrumb a:contains('Office')",
            run: "click",
        },
        {
            content: "Check all",
            trigger: "button[name=action_check]:contains('Check All')",
            run: "click",
        },
        finds("credentials", "are filled in"),
        finds("connection", "The shared secret is wrong"),
        finds("trial", "No test basket has been submitted yet"),
        finds("approval", "no approval rule applies"),
        {
            content: "Make the usual first rule",
            trigger: "[data-check=approval] button:contains('Add an Approval Rule')",
            run: "click",
        },
        finds("approval", "Approval rules: Every order through Office"),
        stepIs(4, "Done"),
        stepIs(6, "Problem"),
        {
            content: "Four of seven",
            trigger: ".o_amazon_progress:contains('4 of 7 steps done')",
        },
        {
            content: "The failing check leads to the field",
            trigger: "[data-check=connection] button:contains('Shared secret')",
            run: "click",
        },
        {
            content: "The caret is in it",
            trigger: ".o_field_widget[name=shared_secret_input] input:focus",
        },
        edit("shared_secret_input", "right-secret-value"),
        {
            content: "Save",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "Amazon never accepted the old one, so it is overwritten",
            trigger: "#amazon_step_2 .badge:contains('To do')",
        },
        check(2),
        finds("credentials", "are filled in"),
        stepIs(2, "Done"),
        check(6),
        finds("connection", "Amazon opened its shop"),
        stepIs(6, "Done"),
        {
            content: "Too early to go live",
            trigger: ".o_statusbar_buttons button[name=action_change_mode]:contains('Switch to Active')",
            run: "click",
        },
        {
            content: "It says why",
            trigger: ".modal .alert-danger:contains('A completed test order')",
        },
        {
            content: "And offers no switch",
            trigger:
                ".modal footer:not(:has(button[name=action_change]:not(.d-none))), .modal .modal-footer:not(:has(button[name=action_change]))",
        },
        {
            content: "Close",
            trigger: ".modal .modal-footer button:contains('Close')",
            run: "click",
        },
        {
            content: "Closed",
            trigger: "body:not(:has(.modal))",
        },
    ],
});

registry.category("web_tour.tours").add("amazon_punchin_setup_active", {
    steps: () => [
        check(5),
        finds("trial", "Amazon has confirmed the test order"),
        tab("Connection"),
        {
            content: "The stand-in for Amazon is on this machine",
            trigger: ".o_field_widget[name=allow_private_hosts] input",
            run: "click",
        },
        tab("Set-up"),
        {
            content: "Check all",
            trigger: "button[name=action_check]:contains('Check All')",
            run: "click",
        },
        {
            content: "All but the switch",
            trigger: ".o_amazon_progress:contains('6 of 7 steps done')",
        },
        {
            content: "Switch",
            trigger: "#amazon_step_7 button[name=action_change_mode]",
            run: "click",
        },
        {
            content: "It says what this means",
            trigger: ".modal:contains('baskets become real orders'):not(:has(.alert-danger))",
        },
        {
            content: "Do it",
            trigger: ".modal button[name=action_change]:contains('Switch to Active')",
            run: "click",
        },
        {
            content: "It is active",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains('Active')",
        },
        {
            content: "Everything is done",
            trigger: ".o_amazon_progress:contains('7 of 7 steps done')",
        },
    ],
});
