from odoo.tools.sql import SQL, column_exists

#: Columns that moved into the vault in this version.
KEPT = (
    "inbox_password",
    "inbox_previous_hash",
    "shared_secret",
    "shared_secret_next",
    "shared_secret_previous_hash",
    "soap_password",
    "token",
)


def migrate(cr, version):
    """Bring records of the version before up to what is said of new ones."""
    _move_secrets(cr)
    _tell_activities_their_step(cr)
    _write_down_who_released(cr)
    _forget_dates_of_forgotten_verdicts(cr)


def _tell_activities_their_step(cr):
    """Tell each approver's activity which step it is about."""
    cr.execute(
        """
        UPDATE mail_activity
           SET amazon_approval_id = step.id
          FROM amazon_punchin_approval step, ir_model_data kind
         WHERE mail_activity.res_model = 'purchase.order'
           AND mail_activity.res_id = step.order_id
           AND mail_activity.activity_type_id = kind.res_id
           AND mail_activity.amazon_approval_id IS NULL
           AND step.state = 'open'
           AND kind.module = 'amazon_punchin'
           AND kind.name = 'mail_activity_type_approval'
        """
    )


def _write_down_who_released(cr):
    """Write down who released each order: the author of the tracked state that was changed at its approval."""
    cr.execute(
        """
        UPDATE purchase_order ordered
           SET amazon_released_by_id = said.user_id
          FROM (
               SELECT DISTINCT ON (approved.id) approved.id AS order_id, author.id AS user_id
                 FROM purchase_order approved
                 JOIN mail_message message ON message.model = 'purchase.order' AND message.res_id = approved.id
                 JOIN mail_tracking_value tracked ON tracked.mail_message_id = message.id
                 JOIN ir_model_fields field ON field.id = tracked.field_id AND field.name = 'state'
                 JOIN res_users author ON author.partner_id = message.author_id
                WHERE approved.amazon_config_id IS NOT NULL
                  AND approved.amazon_released_by_id IS NULL
                  AND message.date BETWEEN approved.date_approve AND approved.date_approve + INTERVAL '1 minute'
             ORDER BY approved.id, message.date, message.id, author.active DESC, author.id
               ) said
         WHERE ordered.id = said.order_id
        """
    )


def _forget_dates_of_forgotten_verdicts(cr):
    """Take the date off verdicts that no longer hold."""
    cr.execute("UPDATE amazon_punchin_check SET checked_at = NULL WHERE state = 'to_do'")


def _move_secrets(cr):
    """Take the secrets out of the configurations' table, where a broken constraint would write them into the log."""
    if not column_exists(cr, "amazon_punchin_config", "token"):
        return
    names = [SQL.identifier(name) for name in KEPT]
    cr.execute(
        SQL(
            """
            INSERT INTO amazon_punchin_vault (config_id, %(names)s)
                 SELECT id, %(names)s
                   FROM amazon_punchin_config
            ON CONFLICT (config_id) DO UPDATE SET %(values)s
            """,
            names=SQL(", ").join(names),
            values=SQL(", ").join(SQL("%s = EXCLUDED.%s", name, name) for name in names),
        )
    )
    columns = SQL(", ").join(SQL("DROP COLUMN %s", name) for name in names)
    cr.execute(SQL("ALTER TABLE amazon_punchin_config %s", columns))
