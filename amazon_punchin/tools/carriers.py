"""Pages of common carriers on which a shipment can be followed."""

import unicodedata
from urllib.parse import quote

#: How a carrier's name begins to the address of its page.
TRACKING_PAGES = {
    "amazon": "https://track.amazon.com/tracking/{}",
    "amzl": "https://track.amazon.com/tracking/{}",
    "amzn": "https://track.amazon.com/tracking/{}",
    "anpost": "https://www.anpost.com/Post-Parcels/Track/History?item={}",
    "bartolini": "https://vas.brt.it/vas/sped_det_show.hsm?Nspediz={}",
    "bpost": "https://track.bpost.cloud/btr/web/#/search?itemCode={}",
    "brt": "https://vas.brt.it/vas/sped_det_show.hsm?Nspediz={}",
    "canadapost": "https://www.canadapost-postescanada.ca/track-reperage/en#/search?searchFor={}",
    "ceskaposta": "https://www.postaonline.cz/trackandtrace/-/zasilka/cislo?parcelNumbers={}",
    "chronopost": "https://www.chronopost.fr/tracking-no-cms/suivi-page?listeNumerosLT={}",
    "colissimo": "https://www.laposte.fr/outils/suivre-vos-envois?code={}",
    "correos": "https://www.correos.es/es/es/herramientas/localizador/envios/detalle?tracking-number={}",
    "ctt": "https://www.ctt.pt/feapl_2/app/open/objectSearch/objectSearch.jspx?objects={}",
    "deutschepost": "https://www.deutschepost.de/de/s/sendungsverfolgung.html?piececode={}",
    "dhl": "https://www.dhl.com/global-en/home/tracking.html?tracking-id={}",
    "dpd": "https://www.dpdgroup.com/mydpd/my-parcels/track?parcelNumber={}",
    "evri": "https://www.evri.com/track/parcel/{}",
    "federalexpress": "https://www.fedex.com/fedextrack/?trknbr={}",
    "fedex": "https://www.fedex.com/fedextrack/?trknbr={}",
    "fukuyama": "https://corp.fukutsu.co.jp/situation/tracking_no_hunt/{}",
    "gls": "https://gls-group.com/track/{}",
    "hermes": "https://www.myhermes.de/empfangen/sendungsverfolgung/sendungsinformation#{}",
    "inpost": "https://inpost.pl/sledzenie-przesylek?number={}",
    "japanpost": "https://trackings.post.japanpost.jp/services/srv/search/direct?locale=ja&reqCodeNo1={}",
    "kuroneko": "https://member.kms.kuronekoyamato.co.jp/parcel/detail?pno={}",
    "laposte": "https://www.laposte.fr/outils/suivre-vos-envois?code={}",
    "mondialrelay": "https://www.mondialrelay.fr/suivi-de-colis/?numeroExpedition={}",
    "mrw": "https://www.mrw.es/seguimiento_envios/MRW_resultados_consultas.asp?modo=nacional&envio={}",
    "ontrac": "https://www.ontrac.com/tracking/?number={}",
    "osterreichischepost": "https://www.post.at/s/sendungsdetails?snr={}",
    "poczta": "https://emonitoring.poczta-polska.pl/?numer={}",
    "posteitaliane": "https://www.poste.it/cerca/index.html#/risultati-spedizioni/{}",
    "posti": "https://www.posti.fi/en/tracking#/lahetys/{}",
    "postnl": "https://jouw.postnl.nl/track-and-trace/{}",
    "postnord": "https://www.postnord.se/en/our-tools/track-and-trace?shipmentId={}",
    "packeta": "https://tracking.packeta.com/en/?id={}",
    "royalmail": "https://www.royalmail.com/track-your-item#/tracking-results/{}",
    "sagawa": "https://k2k.sagawa-exp.co.jp/p/web/okurijosearch.do?okurijoNo={}",
    "sda": "https://www.poste.it/cerca/index.html#/risultati-spedizioni/{}",
    "seino": "https://track.seino.co.jp/cgi-bin/gnpquery.pgm?GNPNO1={}",
    "seur": "https://www.seur.com/livetracking/?segOnlineIdentificador={}",
    "tnt": "https://www.tnt.com/express/en_gc/site/shipping-tools/tracking.html?searchType=con&cons={}",
    "unitedparcelservice": "https://www.ups.com/track?tracknum={}",
    "ups": "https://www.ups.com/track?tracknum={}",
    "usps": "https://tools.usps.com/go/TrackConfirmAction?tLabels={}",
    "uspostalservice": "https://tools.usps.com/go/TrackConfirmAction?tLabels={}",
    "yamato": "https://member.kms.kuronekoyamato.co.jp/parcel/detail?pno={}",
    "yuupack": "https://trackings.post.japanpost.jp/services/srv/search/direct?locale=ja&reqCodeNo1={}",
    "ゆうパック": "https://trackings.post.japanpost.jp/services/srv/search/direct?locale=ja&reqCodeNo1={}",
    "クロネコヤマト": "https://member.kms.kuronekoyamato.co.jp/parcel/detail?pno={}",
    "ヤマト運輸": "https://member.kms.kuronekoyamato.co.jp/parcel/detail?pno={}",
    "佐川急便": "https://k2k.sagawa-exp.co.jp/p/web/okurijosearch.do?okurijoNo={}",
    "西濃運輸": "https://track.seino.co.jp/cgi-bin/gnpquery.pgm?GNPNO1={}",
    "福山通運": "https://corp.fukutsu.co.jp/situation/tracking_no_hunt/{}",
    "日本郵便": "https://trackings.post.japanpost.jp/services/srv/search/direct?locale=ja&reqCodeNo1={}",
    "郵便局": "https://trackings.post.japanpost.jp/services/srv/search/direct?locale=ja&reqCodeNo1={}",
}


def _plain(name):
    """A name in small letters and digits only, without accents."""
    spelled = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold())
    return "".join(filter(str.isalnum, spelled))


_PAGES = {_plain(name): page for name, page in TRACKING_PAGES.items()}


def tracking_page(carrier, number):
    """Find the page of a shipment.

    :param str carrier: the carrier's name, as Amazon writes it
    :param str number: tracking number
    :return: address; empty if the carrier is not known
    :rtype: str
    """
    name = _plain(carrier)
    for beginning, page in _PAGES.items():
        if name.startswith(beginning):
            return page.format(quote(number, safe=""))
    return ""
