import { registry } from "@web/core/registry";
import { kanbanView } from "@web/views/kanban/kanban_view";

/** The few shops to choose from need neither search nor pages: Tab goes from one to the next. */
registry.category("views").add("amazon_punchin_config_choose", {
    ...kanbanView,
    display: { controlPanel: false },
});
