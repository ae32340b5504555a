"""Words that speak of access: what looks as if it decided who may see an item, and is not understood.

To keep such a column or cell quietly private could publish what it was meant to hide.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import lru_cache

# Words of headers, and the columns that they mean. These tell wherever they stand in a header, even misspelt …
_WORDS_SAID = {
    "access": "access restricted restriction restrictions confidential privacy visibility hidden permission publish"
    " доступ доступа закрыто закрыть открыто конфиденциально публиковать опубликовать разрешение"
    " vertraulich gesperrt freigabe freigegeben zugangsbeschränkung nutzungsbeschränkung",
    "access.until": "embargo эмбарго sperrfrist",
    "consents": "consent consents revoked revocation согласие согласия отозвано отозвана einwilligung"
    " einwilligungserklärung zustimmung",
    "withhold": "withhold withheld скрыть скрыто скрытый",
}
# … and these only as a whole header and spelt so, as they mean other things beside.
_HEADERS_SAID = {
    "access": "public ispublic hide visible sensitive sensitivity closed secret draft private published unpublished"
    " isprivate ishidden isrestricted isclosed notpublic nonpublic notforweb showonweb showonline donotshow takedown"
    " withdrawn redacted suppressed suppress publicationstatus sensitivecontent closureperiod redact redaction"
    " accessrestrict userestrict openaccess notforpublication internaluse internalonly"
    " released release approved cleared clearance online web onweb onwebsite showonwebsite displayonline"
    " displayonwebsite hidefromweb hidefrompublic takendown withdrawnon withdrawndate datewithdrawn deleted blocked"
    " locked redactions closure declassified classified personaldata gdpr"
    " открытый закрытый публикация публично публичный опубликовано видимость видно секретно секрет"
    " черновик ограничение ограничения ограничено запрет личное гриф дсп видимый дляпубликации запретнапубликацию"
    " дляслужебногопользования толькодляслужебногопользования"
    " показывать непоказывать показыватьнасайте показатьнасайте отображать отображатьнасайте насайт насайте"
    " длясайта размещать размещатьнасайте выкладывать выложить выложено публикуем публикуется непубликуется"
    " одобрено запрещено запретить запретпубликации снятоспубликации снятьспубликации удалено удалить заблокировано"
    " блокировка рассекречено засекречено грифсекретности приватно приватность служебное персональныеданные"
    " öffentlich nichtöffentlich veröffentlichen veröffentlicht nichtveröffentlichen publizieren publiziert sichtbar"
    " sichtbarkeit zugänglich zugänglichkeit datenschutz geheim privat nurintern"
    " сусæг æхгæд æмбæхст",
    "access.until": "releasedate closeduntil hiddenuntil closureuntil closuredate availablefrom openfrom открытьпосле"
    " срокзакрытия срокограничения датарассекречивания",
    "access.warning": "warning contentwarning triggerwarning предупреждение",
    "consents": "revoke revokedon optout releaseform signedrelease modelrelease photorelease отозван отозваны"
    " датаотзыва widerruf widerrufen widerrufenam разыдзинад",
    "people": "person persons персона персоны человек люди anonymous anonymise anonymize анонимно анонимность",
}
# What means something else.
_INNOCENT_SAID = (
    "content contents convent convents accessed published publisher publishers publishing midden"
    " restoration restorations find mind wind king kino skin kiln"
)
# Cells of unknown columns that hold nothing but one of these.
_CELLS_SAID = (
    "hidden closed public private restricted confidential embargo embargoed withheld withhold secret unpublished"
    " notpublic nonpublic donotpublish notforpublication notforrelease internal internaluse internaluseonly"
    " closedaccess restrictedaccess embargoedaccess notforweb donotshow draft deleted unlisted withdrawn suppressed"
    " redacted offtherecord onhold черновик удалено"
    " скрыто скрыть скрытый скрытая закрыто закрытый закрытая открыто публично публичный публичная личное личный личная"
    " конфиденциально непубликовать непубликовано недляпубликации непублично секретно эмбарго"
    " недляпечати недляпрессы снятоспубликации nurintern"
    " сусæг æхгæд æмбæхст"
)
# Cells that hold nothing but words of these lists and numbers, as `closed until 2030`: one that closes; or one that
# says no beside one of publishing, or `only` beside one of those for whom it is.
_CLOSING_SAID = (
    "hidden closed private restricted confidential embargo embargoed withheld secret unpublished revoked withdrawn"
    " internal sensitive classified forbidden prohibited"
    " скрыто скрыт скрыта закрыто закрыт закрыта закрытый закрытая конфиденциально секретно эмбарго дсп служебного"
    " ограничено ограничен ограничена ограниченный запрещено запрещена запрещён отозвано отозвана отозван"
    " vertraulich gesperrt geheim"
)
_NO_SAID = "not no never dont without non не нет нельзя никогда без nicht kein keine nie"
_PUBLISHING_SAID = (
    "publish published publication show shown release released web website online public consent access permission"
    " публиковать публикация публикации опубликовать показывать выкладывать размещать разглашать разглашению сайт сайта"
    " сайте доступ доступа согласие согласия разрешение разрешения"
    " veröffentlichen veröffentlichung veröffentlicht öffentlich zeigen einwilligung zustimmung zugang freigabe"
)
_ONLY_SAID = "only только nur"
_FOR_SAID = "family relatives staff родственников родственники семьи сотрудников архива familie"
_BETWEEN_SAID = (
    "for to be until till do the on in is of yet use strictly top please very given by"
    " для до на в и с к по строго совершенно пользования использования подлежит года год г пока её его"
    " bis für zur auf der die das"
)
# Cells that begin with one of these are orders, whatever reason follows.
_ORDERS_SAID = (
    "do not publish, do not show, dont publish, dont show, never publish, not for publication, not to be published,"
    " не публиковать, не показывать, не выкладывать, не размещать, не для публикации, не подлежит публикации,"
    " нельзя публиковать, публиковать нельзя, публикация запрещена, только для служебного пользования,"
    " для служебного пользования, nicht veröffentlichen, nicht zur veröffentlichung"
)
# Letters that look the same: a header typed with the other keyboard, or copied from a page, is not told by eye.
_LOOKALIKES = str.maketrans("авекмнорстухіјѕԁһӏӕ", "abekmhopctyxijsdhlæ")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_UNSEEN = frozenset({"Mn", "Cf"})


def meant_by(name: str, deciding: Iterable[str]) -> str | None:
    """The column about access that a header seems to mean: one of those known here, or one of the `deciding` ones,
    misspelt.
    """
    whole = _squeezed(name)
    if whole in _INNOCENT:
        return _HEADERS.get(whole)
    if meant := _HEADERS.get(whole) or _WORDS.get(whole):
        return meant
    if meant := _near(whole, {_squeezed(own): own for own in deciding}, 0.75) or _near(whole, _WORDS, 0.83):
        return meant
    apart = re.sub(r"(?<=[^\W\d_A-ZА-ЯЁ])(?=[A-ZА-ЯЁ])", " ", name)  # doNotPublish
    words = [word for word in re.split(r"[\W\d_]+", _folded(apart)) if word not in _INNOCENT]
    return next(filter(None, (_near(word, _WORDS, 0.83) for word in words)), None)


def is_telling_cell(cell: str) -> bool:
    """Whether a cell says nothing but who may see something, as `hidden` and `не публиковать до 2030 года`, or begins
    with such an order.
    """
    # No such word holds a digit, and most cells that are short do.
    if len(cell) <= _LONGEST and not cell[-1:].isdigit() and _squeezed(cell) in _CELLS:
        return True
    first = _WORD.search(cell)
    if first is None or not _speaks(first[0]):  # most cells by far
        return False
    said = [_squeezed(word) for word in _WORD.findall(cell)]
    return any(said[: len(order)] == order for order in _ORDERS) or _decides(set(said))


@lru_cache(maxsize=65_536)
def _speaks(word: str) -> bool:
    return _squeezed(word) in _SPEAKING


def _decides(said: set[str]) -> bool:
    """Whether all words are of those that speak of access, and something is closed by them."""
    if not said <= _SPEAKING:
        return False
    return bool(said & _CLOSING or (said & _NO and said & _PUBLISHING) or (said & _ONLY and said & _FOR))


def _near(written: str, meanings: Mapping[str, str], cutoff: float) -> str | None:
    near = get_close_matches(written, meanings, n=1, cutoff=cutoff)
    return meanings[near[0]] if near else None


def _folded(text: str) -> str:
    """Small letters without marks and what cannot be seen, those that look Latin as Latin ones."""
    plain = unicodedata.normalize("NFKD", text).lower()
    return "".join(letter for letter in plain if unicodedata.category(letter) not in _UNSEEN).translate(_LOOKALIKES)


@lru_cache(maxsize=4096)
def _squeezed(text: str) -> str:
    """The folded letters and digits alone."""
    return re.sub(r"[\W_]+", "", _folded(text))


def _by_squeezed(words: Mapping[str, str]) -> dict[str, str]:
    return {word: meant for meant, listed in words.items() for word in _each(listed)}


def _each(listed: str) -> Iterator[str]:
    return map(_squeezed, listed.split())


_WORDS, _HEADERS = _by_squeezed(_WORDS_SAID), _by_squeezed(_HEADERS_SAID)
_INNOCENT, _CELLS = frozenset(_each(_INNOCENT_SAID)), frozenset(_each(_CELLS_SAID))
_CLOSING, _NO, _PUBLISHING = (frozenset(_each(said)) for said in (_CLOSING_SAID, _NO_SAID, _PUBLISHING_SAID))
_ONLY, _FOR = frozenset(_each(_ONLY_SAID)), frozenset(_each(_FOR_SAID))
_SPEAKING = _CLOSING | _NO | _PUBLISHING | _ONLY | _FOR | frozenset(_each(_BETWEEN_SAID))
_ORDERS = [list(_each(order)) for order in _ORDERS_SAID.split(",")]
_LONGEST = 2 * max(map(len, _CELLS))
