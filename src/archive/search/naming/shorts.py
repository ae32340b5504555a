"""Short forms of common Russian given names, which are doubtful always.

Those that V. Berkov lists in *Как мы живём*, with Дима, Митя, Настя, Паша, Саша, Вова, Ваня as Ruspeach and other
courses of Russian teach them. Names have many more; no list is whole.
"""

from __future__ import annotations

_SHORT = """
александр: саша; александра: саша; алексей: алеша леша; анастасия: настя; антонина: тоня; вадим: вадик;
валентин: валя; валентина: валя; василий: вася; владимир: вова; дмитрий: дима митя; иван: ваня; ирина: ира;
константин: костя; лариса: лара лора; леонид: леня; любовь: люба; людмила: люда люся мила; мария: маша;
михаил: миша; надежда: надя; николай: коля; ольга: оля; павел: паша; роман: рома; светлана: света; сергей: сережа;
софия: соня; софья: соня; тамара: тома; татьяна: таня; наталья: наташа; наталия: наташа
"""
_BY_NAME = {
    name.strip(): tuple(several.split())
    for line in _SHORT.replace("\n", " ").split(";")
    for name, several in [line.split(":")]
}


def short_forms(name: str) -> tuple[str, ...]:
    """The short forms of a given name, which is folded and in the nominative; none where the list has none."""
    return _BY_NAME.get(name, ())
