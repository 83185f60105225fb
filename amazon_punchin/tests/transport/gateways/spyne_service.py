"""What a gateway by spyne offers."""

import json

from spyne import Application, Boolean, ByteArray, Fault, ServiceBase, Unicode, rpc
from spyne.protocol.soap import Soap11, Soap12

_PROTOCOLS = {"1.1": Soap11, "1.2": Soap12}


class Gateway(ServiceBase):
    """Does what the document asks for: it is JSON around which ``<cXML>`` stands."""

    @rpc(Unicode, _returns=Unicode)
    def submit(self, document):
        wish = json.loads(document.removeprefix("<cXML>").removesuffix("</cXML>"))
        if "answer" in wish:
            return wish["answer"]
        if "size" in wish:
            return f"<cXML>{'x' * wish['size']}</cXML>"
        if "crash" in wish:
            raise RuntimeError(wish["crash"])
        raise Fault(wish["code"], wish["reason"], detail=wish.get("detail"))

    @rpc(Unicode, _returns=ByteArray)
    def submit_for_bytes(self, document):
        return [document.encode()]

    @rpc(ByteArray, _returns=Unicode)
    def submit_bytes(self, document):
        return b"".join(document).decode()

    @rpc(Unicode, _returns=None)
    def submit_for_nothing(self, document):
        pass

    @rpc(Unicode, _returns=Boolean)
    def submit_for_yes(self, document):
        return True

    @rpc(Unicode, Unicode(min_occurs=1, nillable=False), _returns=Unicode)
    def submit_with_sender(self, document, sender):
        return document


def application(version):
    """The gateway.

    :param str version: of SOAP
    """
    protocol = _PROTOCOLS[version]
    return Application([Gateway], "urn:spyne", in_protocol=protocol(), out_protocol=protocol())
