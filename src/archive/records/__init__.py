"""What a record is: terms, statements, dates, languages, people, and the access rule. Pure."""
