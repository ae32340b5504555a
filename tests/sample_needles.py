"""Words in the sample collection that no edition may hold, by the item in whose record or files they stand.

Of a closed item the description is public, so its needles stand only in its files and their names. An item that is
hidden has them in its id too. A public item has them where it is private: a donor's note, a consent, EXIF and XMP, a
column of a sheet that is no term, a recording whose voice was not given. Upper and lower case may be mixed up.
"""

NEEDLES: dict[str, tuple[str, ...]] = {
    # closed, by its level or by an embargo: text and names of files
    "room-plan": ("zqxv01", "щъыж01"),
    "minutes-until-2034": ("zqxv04", "щъыж04"),
    "notebook-not-reviewed": ("zqxv05", "щъыж05"),
    # hidden, with all that belongs to them
    "inventory-zqxv02": ("zqxv02", "щъыж02"),
    "letter-zqxv03": ("zqxv03", "щъыж03"),
    "specimen-0003-zqxv11": ("zqxv11", "щъыж11"),
    "specimen-0004-zqxv12": ("zqxv12", "щъыж12"),
    "specimen-0006-zqxv14": ("zqxv14", "щъыж14"),
    "shelf-list-zqxv21": ("zqxv21", "щъыж21"),
    "calendar-zqxv22": ("zqxv22", "щъыж22"),
    # withdrawn: everything but its id, its date and the public reason
    "withdrawn-statement": ("zqxv06", "щъыж06"),
    # never described
    "note-zqxv07": ("zqxv07", "щъыж07"),
    # public, but for what is private in them
    "specimen-photo": ("zqxv08", "zqxv18"),
    "specimen-0001": ("zqxv19", "zqxv20"),
    "specimen-0002": ("zqxv16", "zqxv20"),
    "word-forms": ("zqxv17",),
    # public, but for a minute, and for a name wherever it stands
    "specimen-0005": ("zqxv13", "щъыж13"),
    "specimen-0007": ("zqxv15", "щъыж15", "imyarek", "имярек"),
}
