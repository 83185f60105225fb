"""Texts that Odoo writes by itself, in the language and time zone of whoever reads them."""

from markupsafe import Markup

from odoo.fields import Datetime
from odoo.tools import format_date, format_list, format_time, html2plaintext

#: How many lines of an order a text goes into.
_LINES_TOLD = 20

#: How many people are named who can help.
_PEOPLE_NAMED = 3


def read_by(records, partner):
    """Give records as somebody reads them: what is written with them is in their language and time zone.

    :param odoo.models.BaseModel records: what is written about
    :param res.partner partner: who reads it
    :rtype: odoo.models.BaseModel
    """
    partner = partner.sudo()
    return records.with_context(lang=partner.lang, tz=partner.tz)


def give_activity(record, kind, user, say, once=False, cause=None, **values):
    """Give a user an activity.

    :param odoo.models.BaseModel record: what it is about
    :param str kind: external id of the activity's type
    :param res.users user: whom it is for
    :param collections.abc.Callable say: takes the record as the user reads it; gives the activity's summary, and
        its note as text
    :param bool once: leave it, if the user has one with the same summary already
    :param str | None cause: key of what it is given for, by which :func:`end_cause` ends it; the user has one activity
        for each
    :param values: further values of the activity
    """
    read = read_by(record, user.partner_id)
    summary, note = say(read)
    if cause:
        values["amazon_cause"] = cause
        same = record.sudo().activity_ids.filtered(lambda known: known.amazon_cause == cause and known.user_id == user)
        said = (summary, html2plaintext(paragraph(note)))
        if any((known.summary, html2plaintext(known.note)) == said for known in same):
            return
        if not once:
            same.unlink()
    if once and any(known.summary == summary and known.user_id == user for known in record.activity_ids):
        return
    read.activity_schedule(kind, summary=summary, note=paragraph(note), user_id=user.id, **values)


def end_cause(records, *causes):
    """Delete activities whose cause is over.

    :param odoo.models.BaseModel records: what they are about
    :param str causes: keys that :func:`give_activity` took
    """
    records.sudo().activity_ids.filtered(lambda activity: activity.amazon_cause in causes).unlink()


def remark(record, say):
    """Write into the chatter of an order or a bill, for whoever it belongs to.

    :param odoo.models.BaseModel record: an order or a bill
    :param collections.abc.Callable say: takes the record as they read it; gives the text
    """
    read = read_by(record, record._amazon_reader())
    read.message_post(body=say(read))


def in_each_language(env):
    """Give an environment for each active language.

    :param odoo.api.Environment env: of anybody
    :return: code of the language to environment
    :rtype: dict[str, odoo.api.Environment]
    """
    codes = [code for code, _name in env["res.lang"].get_installed()]
    return {code: env(context={**env.context, "lang": code}) for code in codes}


def say_in_each_language(records, name, say):
    """Write one text into a translated field, in every active language.

    :param odoo.models.BaseModel records: what it is about, may be none
    :param str name: the field
    :param collections.abc.Callable say: takes an environment and gives the text
    """
    if records:
        keep(records, {code: {name: say(env)} for code, env in in_each_language(records.env).items()})


def keep(records, texts):
    """Write texts into translated fields, each in every active language.

    :param odoo.models.BaseModel records: what they are about
    :param dict[str, dict[str, str | bool]] texts: code of a language, to field and text
    """
    for code, values in texts.items():
        # The cache may hold another language's words where there were none; writing the same would be left out.
        records.invalidate_recordset(list(values))
        records.with_context(lang=code).write(values)


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


def accounting_administrators(env, company=None):
    """Name who may add currencies and journals.

    :param odoo.api.Environment env: in the language of whoever reads it
    :param res.company | None company: they have access to it
    :rtype: str
    """
    users = env.ref("account.group_account_manager").sudo().all_user_ids
    users = users.filtered(lambda user: user.active and not user.share and (not company or company in user.company_ids))
    if not users:
        return env._("An Odoo administrator")
    return format_list(env, users[:_PEOPLE_NAMED].mapped("name"), "or")


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


def listed(sentences):
    """Give sentences as a list in HTML.

    :param Iterable[str] sentences: what to show
    :return: empty if there are none
    :rtype: markupsafe.Markup
    """
    items = Markup("").join(Markup("<li>%s</li>") % lines(sentence) for sentence in sentences)
    return Markup("<ul>%s</ul>") % items if items else Markup()
