"""Texts that Odoo writes by itself, in the language and time zone of whoever reads them."""

from markupsafe import Markup

from odoo.fields import Datetime
from odoo.tools import format_date, format_time

#: How many lines of an order a text goes into.
_LINES_TOLD = 20


def read_by(records, partner):
    """Give records as somebody reads them: what is written with them is in their language and time zone.

    :param odoo.models.BaseModel records: what is written about
    :param res.partner partner: who reads it
    :rtype: odoo.models.BaseModel
    """
    partner = partner.sudo()
    return records.with_context(lang=partner.lang, tz=partner.tz)


def give_activity(record, kind, user, say, once=False, **values):
    """Give a user an activity.

    :param odoo.models.BaseModel record: what it is about
    :param str kind: external id of the activity's type
    :param res.users user: whom it is for
    :param collections.abc.Callable say: takes the record as the user reads it; gives the activity's summary, and
        its note as text
    :param bool once: leave it, if the user has one with the same summary already
    :param values: further values of the activity
    """
    read = read_by(record, user.partner_id)
    summary, note = say(read)
    if once and any(known.summary == summary and known.user_id == user for known in record.activity_ids):
        return
    read.activity_schedule(kind, summary=summary, note=paragraph(note), user_id=user.id, **values)


def end_activities(record, say):
    """Mark activities as done.

    :param odoo.models.BaseModel record: what they are about
    :param collections.abc.Callable say: what :func:`give_activity` took
    """
    for activity in record.activity_ids:
        if activity.summary == say(read_by(record, activity.user_id.partner_id))[0]:
            activity.action_feedback()


def remark(record, say):
    """Write into the chatter of an order or a bill, for whoever it belongs to.

    :param odoo.models.BaseModel record: an order or a bill
    :param collections.abc.Callable say: takes the record as they read it; gives the text
    """
    read = read_by(record, record._amazon_reader())
    read.message_post(body=say(read))


def moment(record, at):
    """Name a moment, to the minute, as whoever reads it writes one.

    :param odoo.models.BaseModel record: what it belongs to, as they read it
    :param datetime.datetime at: in UTC
    :rtype: str
    """
    local = Datetime.context_timestamp(record, at)
    return f"{format_date(record.env, local.date())} {format_time(record.env, local.time(), time_format='short')}"


def field_label(record, name):
    """Name a field in the user's language.

    :param odoo.models.BaseModel record: of the field's model, with the user's language
    :param str name: the field
    :rtype: str
    """
    return record._fields[name]._description_string(record.env)


def of_many_lines(env, sentences):
    """Keep a text readable that has a sentence for each of many lines: the lines themselves tell the rest.

    :param odoo.api.Environment env: in the language of whoever reads it
    :param list[str] sentences: one for each line that something is said of
    :return: the first of them, and how many others there are
    :rtype: list[str]
    """
    others = len(sentences) - _LINES_TOLD
    return [*sentences[:_LINES_TOLD], env._("And %s more like these.", others)] if others > 0 else sentences


def paragraph(text):
    """Give a text as HTML that keeps its lines.

    :param str | bool text: what to show
    :rtype: markupsafe.Markup
    """
    return Markup("<p>%s</p>") % lines(text)


def lines(text):
    """Give a text as HTML that keeps its lines, to stand within an element.

    :param str | bool text: what to show
    :rtype: markupsafe.Markup
    """
    return Markup("<br/>").join((text or "").splitlines())
