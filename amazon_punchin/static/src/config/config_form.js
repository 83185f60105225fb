import { registry } from "@web/core/registry";
import { formView } from "@web/views/form/form_view";

/** Sends the version that it shows with every save, so that nobody's change is overwritten unseen. */
class AmazonConfigFormController extends formView.Controller {
    async onWillSaveRecord(record, changes) {
        if (record.resId) {
            changes.version = record.data.version;
        }
        return super.onWillSaveRecord(...arguments);
    }
}

registry.category("views").add("amazon_punchin_config_form", {
    ...formView,
    Controller: AmazonConfigFormController,
});
