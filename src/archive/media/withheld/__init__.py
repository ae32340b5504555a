"""What may be published of a file of which a part is withheld: made without that part, and never covered up later.

Everything is made of a masked copy, in a scratch folder, in which the part is not there any more: so whatever is made
of a file, now or one day, can only be made of the rest.
"""
