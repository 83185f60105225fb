"""What a gateway's WSDL must have, so that a document can be sent and Amazon's answer come back."""

import zeep.exceptions
from zeep import xsd
from zeep.wsdl.bindings.soap import SoapBinding
from zeep.xsd.types.any import AnyType

from .errors import Unfit

#: Types by which a text travels as it is, and those derived from them that take a few characters only.
_TEXT, _NO_DOCUMENT = xsd.String, (xsd.Language, xsd.NmToken, xsd.Name)

#: Types of an answer that can hold a document.
_CAN_HOLD = (xsd.String, xsd.Base64Binary)

#: What is put into the argument, to see where it ends up.
_SAMPLE = '<?xml version="1.0"?>\n<cXML>ü</cXML>'


def find_port(wsdl, service, port):
    """Find the port that is called.

    :param zeep.wsdl.Document wsdl: the WSDL
    :param str service: name of the service; empty: the first
    :param str port: name of the port; empty: the first one for SOAP
    :return: names of the service and of the port
    :rtype: tuple[str, str]
    :raises Unfit: there is none, or it says not where to call
    """
    services = [found for name, found in wsdl.services.items() if service in ("", name)]
    if not services:
        raise Unfit("service", service, wsdl.services)
    [found, *_others] = services
    ports = [
        (name, candidate)
        for name, candidate in found.ports.items()
        if port in ("", name) and isinstance(candidate.binding, SoapBinding)
    ]
    if not ports:
        raise Unfit("port", port, found.ports)
    [(name, candidate), *_others] = ports
    if not (candidate.binding_options or {}).get("address"):
        raise Unfit("address", name)
    return found.name, name


def prove(binding, operation, argument):
    """See that an operation takes a document in an argument, and can answer with one.

    :param zeep.wsdl.bindings.soap.SoapBinding binding: of the port
    :param str operation: name of the operation
    :param str argument: see :class:`.soap.Gateway`
    :raises Unfit: it does not
    """
    described = binding.all().get(operation)
    if described is None:
        raise Unfit("operation", operation, sorted(binding.all()))
    if not _takes_text(_element(described.input, argument)) or not _is_text_in(described, argument):
        raise Unfit("not_text", argument)
    if described.output is None or not _can_hold(described.output.body, set()):
        raise Unfit("silent", operation)


def arguments(path, text):
    """Put a text where an operation wants it.

    :param str path: see :class:`.soap.Gateway`
    :param str text: the document
    :rtype: dict
    """
    value = text
    for name in reversed(path.split(".")):
        value = {name: value}
    return value


def _element(message, argument):
    """The element that an argument names."""
    element = message.body if message is not None else None
    passed = ""
    for name in argument.split("."):
        members = _members(element)
        if name not in members:
            raise Unfit("argument", argument, (f"{passed}{member}" for member in members))
        element = members[name]
        passed += f"{name}."
    return element


def _members(element):
    return dict(getattr(element.type, "elements", ())) if element is not None else {}


def _takes_text(element):
    kind = element.type
    return type(kind) is AnyType or (isinstance(kind, _TEXT) and not isinstance(kind, _NO_DOCUMENT))


def _is_text_in(described, argument):
    """Whether a text comes out in the message as it went in, and nothing else is needed for it."""
    try:
        envelope = described.create(**arguments(argument, _SAMPLE)).content
    except zeep.exceptions.ValidationError as error:
        raise Unfit("incomplete", argument, error.path[-1:]) from error
    except Exception as error:
        raise Unfit("not_text", argument) from error
    return [node.text for node in envelope.iter("*") if node.text].count(_SAMPLE) == 1


def _can_hold(element, seen):
    """Whether there is room for a document in an element, or below it; types may be recursive."""
    if element is None:
        return False
    if isinstance(element, xsd.Any):
        return True
    kind = element.type
    if type(kind) is AnyType or isinstance(kind, _CAN_HOLD):
        return True
    if id(kind) in seen:
        return False
    seen.add(id(kind))
    return any(_can_hold(member, seen) for member in _members(element).values())
