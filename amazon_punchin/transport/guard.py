"""Connections to the internet alone, wherever a name leads by the time when it is called."""

import requests
import urllib3

from . import destination


class _Connection(urllib3.connection.HTTPSConnection):
    def _new_conn(self):
        """Look at the address that was connected to, before anything is sent there."""
        connected = super()._new_conn()
        if self.host not in destination.LOOPBACK and destination.is_private(connected.getpeername()[0]):
            connected.close()
            raise urllib3.exceptions.NewConnectionError(self, "it leads into a private network")
        return connected


class _Pool(urllib3.HTTPSConnectionPool):
    ConnectionCls = _Connection


class _Adapter(requests.adapters.HTTPAdapter):
    def __init__(self):
        """Guard what is called directly; where a proxy leads is for the proxy to say."""
        super().__init__()
        pools = self.poolmanager.pool_classes_by_scheme
        self.poolmanager.pool_classes_by_scheme = {**pools, "https": _Pool}


def session(anywhere):
    """Open a session that calls no private network except this machine, which is called by its own names.

    :param bool anywhere: whether private networks are allowed
    :rtype: requests.Session
    """
    opened = requests.Session()
    if not anywhere:
        opened.mount("https://", _Adapter())
    return opened
