import { registry } from "@web/core/registry";

function upload(text) {
    return {
        content: "Choose a file",
        trigger: ".o_field_widget[name=file] .o_input_file:not(:visible)",
        run({ anchor }) {
            const transfer = new DataTransfer();
            transfer.items.add(new File([text], "people.csv", { type: "text/csv" }));
            anchor.files = transfer.files;
            anchor.dispatchEvent(new Event("change", { bubbles: true }));
        },
    };
}

const check = [
    {
        content: "The file is there",
        trigger: ".o_field_widget[name=file] input.o_input:value(people.csv)",
    },
    {
        content: "Check it",
        trigger: "button[name=action_check]",
        run: "click",
    },
];

registry.category("web_tour.tours").add("amazon_punchin_people_mend", {
    steps: () => [
        {
            content: "From the list of people to the import",
            trigger: "button:contains('Import')",
            run: "click",
        },
        upload("E-Mail-Adresse;Rolle\namazon_buyer@example.com;Anforderer\nnobody;König\n"),
        ...check,
        {
            content: "It says what to fix, and where",
            trigger:
                ".o_field_widget[name=problems]:contains('These rows are left out'):contains('nobody'):contains('König'):contains('E-Mail-Adresse')",
        },
    ],
});

registry.category("web_tour.tours").add("amazon_punchin_people_import", {
    steps: () => [
        {
            content: "From the list of people to the import",
            trigger: "button:contains('Import')",
            run: "click",
        },
        upload(
            "First Name,Last Name,Email,Role,Status\n" +
                "Bea,Buyer,amazon_buyer@example.com,Punchout buyer,Pending\n" +
                "Eve,Employee,employee@example.com,Requisitioner,Active\n" +
                "Una,Unknown,una@example.com,Requisitioner,Active\n" +
                "Adam,Admin,adam@example.com,Administrator,Active\n",
        ),
        ...check,
        {
            content: "The preview counts: Una has no user",
            trigger: "button.oe_stat_button:contains('Without Odoo User'):contains('1')",
            run: "click",
        },
        {
            content: "She is listed",
            trigger: ".o_list_view .o_data_row:contains('una@example.com')",
        },
        {
            content: "Back to the preview",
            trigger: ".o_breadcrumb .o_back_button, .breadcrumb-item a:contains('Import People')",
            run: "click",
        },
        {
            content: "The file lacks some who are on the list here",
            trigger: "button[name=action_view_missing]",
            run: "click",
        },
        {
            content: "They are listed",
            trigger: ".o_list_view .o_data_row:contains('amazon_colleague@example.com')",
        },
        {
            content: "Back again",
            trigger: ".o_breadcrumb .o_back_button, .breadcrumb-item a:contains('Import People')",
            run: "click",
        },
        {
            content: "Write it",
            trigger: ".o_amazon_apply:contains('Import 3 People')",
            run: "click",
        },
        {
            content: "Done",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains('Done')",
        },
    ],
});

registry.category("web_tour.tours").add("amazon_punchin_people_list", {
    steps: () => [
        {
            content: "The list warns",
            trigger: ".o_data_row:contains('una@example.com') .badge:contains('No user')",
        },
        {
            content: "Look at a person",
            trigger:
                ".o_data_row:contains('amazon_buyer@example.com') button.o_list_record_open_form_view, .o_data_row:contains('amazon_buyer@example.com') .o_list_record_open_form_view button",
            run: "click",
        },
        {
            content: "What to write to them, ready to be copied",
            trigger: ".o_form_view .o_field_widget[name=invitation] .o_btn_text_copy",
        },
        {
            content: "And what is wrong",
            trigger: ".alert-warning:contains('Invitation open')",
        },
    ],
});

registry.category("web_tour.tours").add("amazon_punchin_people_role", {
    steps: () => [
        {
            content: "The list warns",
            trigger: ".o_data_row:contains('amazon_employee@example.com') .badge:contains('Role missing')",
        },
        {
            content: "Choose the person",
            trigger: ".o_data_row:contains('amazon_employee@example.com') .o_list_record_selector input",
            run: "click",
        },
        {
            content: "Give them the role",
            trigger: ".o_control_panel button[name=action_give_role]",
            run: "click",
        },
        {
            content: "The list warns no longer",
            trigger: ".o_list_view:not(:has(.badge:contains('Role missing')))",
        },
    ],
});

registry.category("web_tour.tours").add("amazon_punchin_newcomer", {
    steps: () => [
        {
            content: "Put the user on the list",
            trigger: ".o_form_view button[name=action_add]",
            run: "click",
        },
        {
            content: "On the list",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains('On the List')",
        },
    ],
});

registry.category("web_tour.tours").add("amazon_punchin_address_import", {
    steps: () => [
        {
            content: "From the list of addresses to the import",
            trigger: 'button:contains("Import")',
            run: "click",
        },
        upload(
            "Address ID,Name,Street,City,State,ZIP,Country\n" +
                "A-1,Goods In,1 Main St,Springfield,IL,62701,US\n" +
                "A-2,Gate 2,2 Long Road,Reno,NV,89501,US\n" +
                "A-3,Gate 3,3 Long Road,Reno,NV,89501,US\n",
        ),
        ...check,
        {
            content: "The preview counts",
            trigger: ".alert-info:contains('3 new addresses')",
        },
        {
            content: "Write it",
            trigger: ".o_amazon_apply:contains('Import 3 Addresses')",
            run: "click",
        },
        {
            content: "Done, and one is ours",
            trigger: ".alert-success:contains('Matched with your locations: 1')",
        },
    ],
});
