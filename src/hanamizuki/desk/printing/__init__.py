"""The printed slip: a number on paper for who has no phone.

    make = slip.of(ticket, url)       # what stands on it
    dots = raster.dots(slip.picture(make))
    printer.send(address, escpos.job(dots))    # raises PrinterTrouble

The number is given before anything is printed and stays valid whatever the printer does;
`status` keeps what was wrong with it for staff and `doctor`.
"""
