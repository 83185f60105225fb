import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("amazon_punchin_overview", {
    steps: () => [
        {
            content: "One basket waits",
            trigger: ".o_form_view button[name=action_open]:has(div[name=baskets]:contains('1'))",
            run: "click",
        },
        {
            content: "The number opens what it counts",
            trigger: ".o_list_view .o_data_row:only-child",
        },
        {
            content: "The way back",
            trigger: ".o_breadcrumb .o_back_button, .breadcrumb-item a",
            run: "click",
        },
        {
            content: "The overview again",
            trigger: ".o_form_view button[name=action_open]",
        },
    ],
});

registry.category("web_tour.tours").add("amazon_punchin_analysis", {
    steps: () => [
        {
            content: "Spend as a graph",
            trigger: ".o_graph_renderer canvas",
        },
        {
            content: "As a table",
            trigger: ".o_switch_view.o_pivot",
            run: "click",
        },
        {
            content: "By department",
            trigger: ".o_pivot table:contains('Operations')",
        },
        {
            content: "Item by item",
            trigger: ".o_switch_view.o_list",
            run: "click",
        },
        {
            content: "With the seller",
            trigger: ".o_data_row [name=seller]:contains('Amazon')",
        },
    ],
});
