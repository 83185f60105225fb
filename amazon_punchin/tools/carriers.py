"""Pages of common carriers on which a shipment can be followed."""

import re
from urllib.parse import quote

#: How a carrier's name begins, in small letters and digits only, to the address of its page.
TRACKING_PAGES = {
    "amazon": "https://track.amazon.com/tracking/{}",
    "amzl": "https://track.amazon.com/tracking/{}",
    "amzn": "https://track.amazon.com/tracking/{}",
    "canadapost": "https://www.canadapost-postescanada.ca/track-reperage/en#/search?searchFor={}",
    "colissimo": "https://www.laposte.fr/outils/suivre-vos-envois?code={}",
    "dhl": "https://www.dhl.com/global-en/home/tracking.html?tracking-id={}",
    "dpd": "https://www.dpdgroup.com/mydpd/my-parcels/track?parcelNumber={}",
    "evri": "https://www.evri.com/track/parcel/{}",
    "federalexpress": "https://www.fedex.com/fedextrack/?trknbr={}",
    "fedex": "https://www.fedex.com/fedextrack/?trknbr={}",
    "gls": "https://gls-group.com/track/{}",
    "laposte": "https://www.laposte.fr/outils/suivre-vos-envois?code={}",
    "ontrac": "https://www.ontrac.com/tracking/?number={}",
    "royalmail": "https://www.royalmail.com/track-your-item#/tracking-results/{}",
    "unitedparcelservice": "https://www.ups.com/track?tracknum={}",
    "ups": "https://www.ups.com/track?tracknum={}",
    "usps": "https://tools.usps.com/go/TrackConfirmAction?tLabels={}",
    "uspostalservice": "https://tools.usps.com/go/TrackConfirmAction?tLabels={}",
}


def tracking_page(carrier, number):
    """Find the page of a shipment.

    :param str carrier: the carrier's name, as Amazon writes it
    :param str number: tracking number
    :return: address; empty if the carrier is not known
    :rtype: str
    """
    name = re.sub(r"[^a-z0-9]", "", carrier.lower())
    for beginning, page in TRACKING_PAGES.items():
        if name.startswith(beginning):
            return page.format(quote(number, safe=""))
    return ""
