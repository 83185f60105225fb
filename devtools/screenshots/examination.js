// Runs axe on the page that it is evaluated in, looks whether it fits, and gives what is, or may be, ours.
async ([tags, rules]) => {
    // Parts that Odoo draws alone, around or in the place of what a view says.
    const ODOO = [
        ...[".o_main_navbar", ".o_control_panel", ".o-form-buttonbox", ".o_statusbar_status", ".o-mail-Chatter"],
        ...[".o_statusbar_buttons > .dropdown-toggle", ".o_notebook_headers", ".modal-header", ".o_form_label"],
        ...[".o_graph_view", ".o_pivot_view"],
    ];
    // Parts that Odoo draws as a view tells it to: the view is to blame for a name or a label that is missing.
    const TOLD = [".o_list_renderer", ".o_field_widget"];
    const NAMES = ["button-name", "link-name", "label", "select-name", "aria-input-field-name"];
    // What is ours though it lies in there.
    const OURS = ["[class*=o_amazon_]:not(.o_view_controller, .o_field_widget)", "[class*=o_field_amazon_]", ".o_field_html .o_readonly > *"];

    const widget = (part) =>
        [...part.classList].find((name) => name.startsWith("o_field_") && name !== "o_field_widget") || "list";
    // Nothing: not ours. Empty: ours. Else what must be found on a screen of Odoo's own, too, to be excused.
    const kind = (rule, element) => {
        const part = element.closest([...OURS, ...TOLD, ...ODOO].join());
        if (element.matches("html, body, meta, .modal-body") || part?.matches(ODOO.join())) {
            return undefined;
        }
        if (!part || part.matches(OURS.join())) {
            return "";
        }
        const shape = [element.tagName.toLowerCase(), ...[...element.classList].sort()].join(".");
        return NAMES.includes(rule) ? `${widget(part)} ${shape}` : undefined;
    };

    // What lies behind a window cannot be used while it is open.
    const place = [...document.querySelectorAll(".modal")].at(-1) || document;
    const found = await axe.run(place, {
        resultTypes: ["violations"],
        runOnly: tags,
        rules: Object.fromEntries(rules.map((rule) => [rule, { enabled: true }])),
    });
    const unreadable = found.violations.flatMap(({ id, help, nodes }) =>
        nodes
            .map(({ target, html, any }) => ({
                rule: id,
                kind: kind(id, document.querySelector(target.flat().at(-1))),
                text: `${help}: ${target.join(" ")} ${(any[0] && any[0].message) || ""}`,
                html,
            }))
            .filter((finding) => finding.kind !== undefined),
    );
    // Lists and charts scroll sideways in a frame of their own; a page does not.
    const wide = [...document.querySelectorAll("html, .o_content, .modal-body")]
        .filter((element) => element.scrollWidth > element.clientWidth + 1)
        .map((element) => ({
            rule: "overflow",
            kind: element.matches("html") ? "" : `overflow ${element.className}`,
            text: `Wider than its window: ${element.scrollWidth} of ${element.clientWidth} pixels`,
            html: element.outerHTML.slice(0, element.outerHTML.indexOf(">") + 1),
        }));
    return [...unreadable, ...wide];
};
