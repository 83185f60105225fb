import { registry } from "@web/core/registry";

function fill(name, text) {
    return {
        content: `Fill in ${name}`,
        trigger: `.o_form_view .o_field_widget[name=${name}] :is(input, textarea)`,
        run: `edit ${text}`,
    };
}

registry.category("web_tour.tours").add("amazon_punchin_administrator", {
    steps: () => [
        {
            content: "An empty list says what a rule is for",
            trigger: ".o_view_nocontent:contains('Remember this')",
        },
        {
            content: "A new rule",
            trigger: ".o_list_button_add",
            run: "click",
        },
        fill("name", "Pens are asked for"),
        fill("unspsc", "4412"),
        {
            content: "Ask for a reason",
            trigger: ".o_field_widget[name=verdict] .o_radio_item:contains('Ask for a reason') input",
            run: "click",
        },
        fill("message", "Look in the drawer first"),
        {
            content: "The sentence says what the rule does, before it is saved",
            trigger:
                ".o_field_widget[name=summary]:contains('the UNSPSC begins with 4412'):contains('the buyer must give a reason')",
        },
        {
            content: "Save",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "Saved",
            trigger: ".o_form_saved",
        },
    ],
});

registry.category("web_tour.tours").add("amazon_punchin_buyer_reason", {
    steps: () => [
        {
            content: "The form says at once which line a rule asks about",
            trigger: ".alert-danger:contains('Gel pen, blue'):contains('Look in the drawer first')",
        },
        {
            content: "Confirm without a reason",
            trigger: ".o_statusbar_buttons button[name=button_confirm]",
            run: "click",
        },
        {
            content: "It is refused",
            trigger: ".modal:contains('Fill in the reason before confirming')",
        },
        {
            content: "Understood",
            trigger: ".modal .btn-primary",
            run: "click",
        },
        {
            content: "Say why",
            trigger: "body:not(:has(.modal)) .o_field_widget[name=amazon_reason] textarea",
            run: "edit The drawer is empty",
        },
        {
            content: "Confirm",
            trigger: ".o_statusbar_buttons button[name=button_confirm]",
            run: "click",
        },
        {
            content: "It is on its way",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains('Being sent')",
        },
    ],
});

registry.category("web_tour.tours").add("amazon_punchin_administrator_tries", {
    steps: () => [
        {
            content: "Look for the order",
            trigger: ".o_field_widget[name=order_id] input",
            run: "edit P0",
        },
        {
            content: "Choose it",
            trigger: ".o-autocomplete--dropdown-item:contains('P0') a",
            run: "click",
        },
        {
            content: "Try",
            trigger: "button[name=action_try]",
            run: "click",
        },
        {
            content: "The rule that matches, and what it says",
            trigger: ".o_field_widget[name=result]:contains('Pens are asked for'):contains('Look in the drawer first')",
        },
    ],
});
