"""Who carries parcels, and the numbers to track them by."""

import secrets

CARRIERS = {
    "US": (("UPS", "1Z999AA1", 10), ("FedEx", "7712", 8), ("", "TBA30", 10)),
    "DE": (("DHL", "00340434", 12), ("DPD", "0150", 10), ("", "DE57", 8)),
    "JP": (("ヤマト運輸", "4812", 8), ("日本郵便", "6093", 8), ("", "DB", 10)),
}


def new_parcel(marketplace, number):
    """The carrier's name and the tracking number of a parcel.

    :param number: which parcel of its order it is, from 0; carriers take turns. Of some,
        Amazon does not say the name.
    """
    carriers = CARRIERS[marketplace.code]
    name, prefix, digits = carriers[number % len(carriers)]
    return name, prefix + f"{secrets.randbelow(10**digits):0{digits}d}"
