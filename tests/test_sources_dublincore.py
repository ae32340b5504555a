"""Records from Dublin Core in XML."""

from __future__ import annotations

import subprocess
import sys

import pytest

from archive.records.model import Problem, Record, Statement
from archive.sources import read
from test_sources_json import MEASURE

SPACES = (
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
)
OAI = "http://www.openarchives.org/OAI/2.0/"


@pytest.fixture
def reading(tmp_path):
    def read_text(content: str | bytes, name: str = "records.xml") -> list[Record | Problem]:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return list(read(path, f"metadata/{name}"))

    return read_text


def said(found) -> list[str]:
    return [str(each).removeprefix("metadata/records.xml") for each in found if isinstance(each, Problem)]


def records(found) -> list[Record]:
    return [each for each in found if isinstance(each, Record)]


def statements(content: str, reading) -> list[tuple]:
    (found,) = records(reading(f"<m {SPACES}>{content}</m>"))
    return [tuple(each) for each in found.statements]


def test_simple_dublin_core_is_one_record(reading):
    (found,) = reading(
        f'<oai_dc:dc xmlns:oai_dc="{OAI}oai_dc/" {SPACES} xsi:schemaLocation="a b">\n'
        '<dc:title xml:lang="ru">Колокол</dc:title>\n<dc:title>The bell</dc:title>\n'
        "<dc:identifier>bell-1</dc:identifier><dc:type>StillImage</dc:type>\n</oai_dc:dc>"
    )
    assert (found.id, found.kind, found.origin.line) == ("bell-1", "photo", 1)
    assert [each.value for each in found.values("title")] == ["Колокол", "The bell"]
    assert [each.language for each in found.values("title")] == ["ru", None]


HARVEST = f"""<?xml version="1.0" encoding="UTF-8"?>
<OAI-PMH xmlns="{OAI}" {SPACES}>
<responseDate>2024-05-01T00:00:00Z</responseDate><request verb="ListRecords">https://example.org/oai</request>
<ListRecords>
<record><header><identifier>oai:example.org:12</identifier><datestamp>2024-05-01</datestamp></header>
<metadata><oai_dc:dc xmlns:oai_dc="{OAI}oai_dc/"><dc:title>One</dc:title></oai_dc:dc></metadata>
<about><x><dc:rights>of the description</dc:rights></x></about></record>
<record><header status="deleted"><identifier>oai:example.org:13</identifier></header></record>
<record><header><identifier>oai:example.org:14</identifier></header>
<metadata><q xmlns=""><dcterms:abstract>Two</dcterms:abstract></q></metadata></record>
<resumptionToken>next</resumptionToken>
</ListRecords></OAI-PMH>"""


def test_a_harvest_gives_its_records_and_says_what_it_leaves_out(reading):
    found = reading(HARVEST)
    assert [(each.id, each.origin.line) for each in records(found)] == [
        ("oai-example.org-12", 5),
        ("oai-example.org-14", 9),
    ]
    assert [[tuple(said[:2]) for said in each.statements] for each in records(found)] == [
        [("title", "One")],
        [("abstract", "Two")],
    ]
    assert said(found) == [
        ":8: warning: a record that was deleted where it comes from",
        ":11: warning: resumptionToken: the token of a list that goes on; expected its other parts as well",
        ":7: warning: about: is not read",
    ]


def test_an_error_instead_of_a_harvest_is_said(reading):
    found = reading(f'<OAI-PMH xmlns="{OAI}"><error code="noRecordsMatch">Nothing</error></OAI-PMH>')
    assert said(found) == [":1: error: the error “Nothing” instead of records; expected a harvest"]


def test_a_record_of_a_harvest_in_another_form_refuses_the_file(reading):
    found = reading(f'<OAI-PMH xmlns="{OAI}"><record><metadata><marc xmlns="">x</marc></metadata></record></OAI-PMH>')
    assert said(found) == [":1: a record without Dublin Core; expected elements such as dc:title in it"]


def test_every_element_that_holds_dublin_core_is_a_record_whatever_it_is_called(reading):
    found = reading(
        f"<list {SPACES}>\n<thing><dc:title>One</dc:title></thing>\n"
        f"<deeper><thing><dcterms:title>Two</dcterms:title></thing></deeper>\n</list>"
    )
    assert [(each.origin.line, each.statements[0].value) for each in records(found)] == [(2, "One"), (3, "Two")]
    assert not said(found)
    assert len({each.id for each in records(found)}) == 2
    assert all(each.id.startswith("records-") for each in records(found))


def test_a_record_without_an_identifier_keeps_its_id_wherever_it_stands(reading):
    one, two = "<t><dc:title>One</dc:title></t>", "<t><dc:title>Two</dc:title></t>"
    first = records(reading(f"<list {SPACES}>{one}{two}</list>"))
    second = records(reading(f"<list {SPACES}>{two}\n\n{one}</list>"))
    assert [each.id for each in first] == [each.id for each in reversed(second)]
    assert records(reading(f"<list {SPACES}>{one}</list>"))[0].id == "records"


def test_schemes_and_uris_are_kept(reading):
    assert statements(
        '<dcterms:created xsi:type="dcterms:W3CDTF">2004-09</dcterms:created>'
        '<dcterms:language xsi:type="dcterms:RFC5646">ru</dcterms:language>'
        '<dcterms:spatial xsi:type="dcterms:Box">northlimit=43.3; southlimit=43.1</dcterms:spatial>'
        '<dcterms:source xsi:type="dcterms:URI"> https://example.org/a </dcterms:source>'
        '<dcterms:license xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" rdf:resource="https://example.org/l"/>',
        reading,
    ) == [
        ("created", "2004-09", None, "W3CDTF", None),
        ("spatial", "northlimit=43.3; southlimit=43.1", None, "Box", None),
        ("language", "ru", None, "RFC5646", None),
        ("source", "https://example.org/a", None, None, "https://example.org/a"),
        ("license", "https://example.org/l", None, None, "https://example.org/l"),
    ]


def test_the_language_holds_for_all_within_but_not_for_what_has_a_scheme(reading):
    (found,) = reading(
        f'<m {SPACES} xml:lang="os"><dc:title>A</dc:title><dc:title xml:lang="">B</dc:title>'
        '<dc:title xml:lang="ru">C</dc:title><dcterms:source xsi:type="dcterms:URI">urn:x:y</dcterms:source></m>'
    )
    assert found.statements == (
        Statement("title", "A", "os"),
        Statement("title", "B"),
        Statement("title", "C", "ru"),
        Statement("source", "urn:x:y", uri="urn:x:y"),
    )


def test_our_own_record_says_id_kind_level_and_warning(reading):
    (found,) = reading(
        f'<records {SPACES}><record id="bell" kind="testimony" access="closed">'
        '<warning xml:lang="ru">О чём знать</warning>'
        '<warning xml:lang="en" escaped="json">"a\\u0000b"</warning>'
        "<statement><dcterms:rights>In copyright</dcterms:rights>"
        '<dcterms:rights xsi:type="dcterms:URI">https://example.org/r</dcterms:rights></statement></record></records>'
    )
    assert (found.id, found.kind, found.access.level) == ("bell", "testimony", "closed")
    assert [(each.language, each.value) for each in found.access.warning] == [("ru", "О чём знать"), ("en", "a\0b")]
    assert found.statements == (Statement("rights", "In copyright", uri="https://example.org/r"),)
    assert not found.faults


def test_what_is_not_of_dublin_core_is_kept_privately(reading):
    (found,) = reading(
        f"<m {SPACES}><shelf>B 12</shelf><dc:title>T</dc:title><box><number>3</number><number>4</number></box></m>"
    )
    assert found.private == {"x:shelf": "B 12", "x:number": ["3", "4"]}


FAULTS = {
    "<access>hidden</access>": "access: an element that decides nothing",
    "<accessrestrict>hidden</accessrestrict>": "accessrestrict: an element that resembles access",
    "<box><embargo>2030</embargo></box>": "embargo: an element that resembles access.until",
    "<status>не публиковать</status>": "status: “не публиковать” in an element that decides nothing",
    "<dc:titel>x</dc:titel>": "titel: no such key",
    "<dc:creator><name>x</name></dc:creator>": "creator: elements within it",
    "<box>text<name>x</name></box>": "box: “text” between elements",
    '<dc:title xml:lang="no language">x</dc:title>': "title: “no language” is no language tag",
    "<dc:access>public</dc:access>": "access: no such element",
    "<dcterms:files>a.jpg</dcterms:files>": "files: no such element",
    "<dcterms:private>x</dcterms:private>": "private: no such element",
    '<box access="hidden">3</box>': "box: the attribute access, which resembles one about access",
    "<statement/>": "statement: what is no statement",
    "<statement><dc:title>a</dc:title><dc:date>b</dc:date></statement>": "statement: what is no statement",
    '<statement escaped="json"><dc:title>a</dc:title></statement>': "statement: what is no text in JSON",
}


@pytest.mark.parametrize("content", FAULTS)
def test_what_is_not_understood_in_a_record_is_its_fault_and_said(reading, content):
    found = reading(f"<m {SPACES}>\n<dc:title>T</dc:title>\n{content}</m>")
    (record,) = records(found)
    assert record.faults[0].startswith(FAULTS[content])
    assert f":3: {FAULTS[content]}" in said(found)[0]


TELLING = {
    "an empty element": "<m>TERMS<restricted/></m>",
    "an element with others in it": "<m>TERMS<embargo><end>2090-01-01</end></embargo></m>",
    "one that holds nothing but such": "<m>TERMS<access><level/></access></m>",
    "an element of a written name": "<m>TERMS<is_private>true</is_private></m>",
    "what an attribute says": '<m status="hidden">TERMS</m>',
    "what an attribute calls a field": '<m>TERMS<field name="access">no</field></m>',
    "an attribute of an empty element": '<m>TERMS<meta name="x" value="hidden"/></m>',
    "our own record": '<record id="a">TERMS<access/></record>',
}
HARVESTED = {
    "an attribute of the record": ('<record access="hidden"><header/>', "<metadata>"),
    "an attribute around the description": ("<record><header/>", '<metadata access="hidden">'),
    "a status that we do not know": ('<record><header status="withdrawn"/>', "<metadata>"),
    "a set": ("<record><header><setSpec>photos:restricted</setSpec></header>", "<metadata>"),
}


@pytest.mark.parametrize("content", TELLING.values(), ids=TELLING)
def test_whatever_seems_to_speak_of_access_hides_the_item(reading, content):
    terms = "<dc:title>A title</dc:title><dc:type>Text</dc:type>"
    found = reading(f"<all {SPACES}>{content.replace('TERMS', terms)}</all>")
    assert [record.faults != () for record in records(found)] == [True]


@pytest.mark.parametrize(("head", "metadata"), HARVESTED.values(), ids=HARVESTED)
def test_whatever_seems_to_speak_of_access_in_a_harvest_hides_the_item(reading, head, metadata):
    record = f"{head}{metadata}<m {SPACES}><dc:title>A title</dc:title></m></metadata></record>"
    (record,) = records(reading(f'<OAI-PMH xmlns="{OAI}"><ListRecords>{record}</ListRecords></OAI-PMH>'))
    assert record.faults


def test_a_record_that_was_deleted_elsewhere_is_none_however_that_is_written(reading):
    record = f'<record><header status="Deleted"/><metadata><m {SPACES}><dc:title>A</dc:title></m></metadata></record>'
    found = reading(f'<OAI-PMH xmlns="{OAI}"><ListRecords>{record}</ListRecords></OAI-PMH>')
    assert records(found) == []


def test_a_word_of_access_around_records_refuses_the_file(reading):
    found = reading(f"<all {SPACES}><hidden><m><dc:title>A title</dc:title></m></hidden></all>")
    assert records(found) == []
    assert [each.severity for each in found] == ["error"]


def test_an_attribute_about_access_further_out_refuses_the_file(reading):
    found = reading(
        f'<list {SPACES} access="hidden">\n<group embargo="2034"><m><dc:title>T</dc:title></m></group></list>'
    )
    assert not records(found)
    assert said(found) == [
        f":{line}: {name}: the attribute {attribute}, which resembles one about access;"
        ' expected `<record access="…">` around the elements of Dublin Core'
        for line, name, attribute in ((1, "list", "access"), (2, "group", "embargo"))
    ]


@pytest.mark.parametrize("second", ["<warning>b</warning>", '<warning xml:lang="en">b</warning>'])
def test_a_warning_that_cannot_be_kept_beside_another_is_said(reading, second):
    found = reading(f'<records><record id="a" kind="other"><warning>a</warning>{second}</record></records>')
    assert said(found) == [":1: warning: a second warning in one language; expected one in each"]
    assert records(found)[0].faults


def test_a_record_within_a_record_is_a_fault(reading):
    inner = '<record id="b" kind="other"><dc:title>T</dc:title></record>'
    (found,) = records(reading(f'<records {SPACES}><record id="a" kind="other">{inner}</record></records>'))
    assert found.faults == ("record: a record within a record",)


def test_a_second_description_in_one_record_is_a_fault(reading):
    inner = "<x><dc:title>T</dc:title></x>"
    (found,) = records(reading(f'<records {SPACES}><record id="a" kind="other">{inner}{inner}</record></records>'))
    assert found.faults == ("x: a second description in one record",)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ('<dc:title rights="x">T</dc:title>', ":1: warning: title: the attribute rights is not read"),
        ('<dc:title>T</dc:title><box number="3"/>', ":1: warning: box: the attribute number is not read"),
    ],
)
def test_an_attribute_that_is_not_read_is_said(reading, content, expected):
    found = reading(f"<m {SPACES}>{content}</m>")
    assert said(found) == [expected]
    assert not records(found)[0].faults


LAUGHS = (
    '<!DOCTYPE m [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1 or str()};" * 10}">' for n in range(1, 10))
    + "]>"
)
HOSTILE = {
    "a bomb of entities": (f"{LAUGHS}<m {SPACES}><dc:title>&a9;</dc:title></m>", "a document type declaration"),
    "one long entity many times": (
        f'<!DOCTYPE m [<!ENTITY a "{"x" * 100_000}">]><m {SPACES}><dc:title>{"&a;" * 100_000}</dc:title></m>',
        "a document type declaration",
    ),
    "an external entity": (
        f'<!DOCTYPE m [<!ENTITY a SYSTEM "file:///etc/passwd">]><m {SPACES}><dc:title>&a;</dc:title></m>',
        "a document type declaration",
    ),
    "an external subset": (
        f'<!DOCTYPE m SYSTEM "http://127.0.0.1:9/x.dtd"><m {SPACES}/>',
        "a document type declaration",
    ),
    "a parameter entity": (
        '<!DOCTYPE m [<!ENTITY % a SYSTEM "file:///dev/zero">%a;]><m/>',
        "a document type declaration",
    ),
    "an inclusion": (
        f'<m {SPACES}><i:include xmlns:i="http://www.w3.org/2001/XInclude" href="/etc/passwd"/></m>',
        "an XInclude",
    ),
    "a text without end": (f"<m {SPACES}><dc:title>{'x' * 17_000_000}</dc:title></m>", "a text of more than 16777216"),
    "a tag without end": (
        f'<m {SPACES}><dc:title x="{"x" * 20_000_000}"/></m>',
        "a tag or a comment of more than 16 MiB",
    ),
    "depth": ("<m>" * 100_000, "elements nested deeper than 24"),
    "depth without end": ("<m>" * 10_000_000, "elements nested deeper than 24"),
    "names without end": (
        f"<m {SPACES}>{''.join(f'<a{number}/>' for number in range(20_000))}</m>",
        "more than 2,000 names of elements and attributes",
    ),
    "prefixes without end": (
        f"<m {SPACES}>" + "".join(f"<a xmlns:b{number}='c'/>" for number in range(20_000)) + "</m>",
        "more than 2,000 names of elements and attributes",
    ),
    "a text in pieces without end": (f"<m {SPACES}>{'x<a/>' * 1_000_000}</m>", "or in too many pieces"),
    "texts around one another": (
        f"<m>{'<a>'.join(['x' * 9_000_000] * 3)}</a></a></m>",
        "a text of more than 16777216 characters",
    ),
    "breadth": (f"<m>{'<a>x</a>' * 100_001}</m>", "more than 100000 elements"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_could_do_harm_is_refused(reading, name):
    content, expected = HOSTILE[name]
    (found,) = reading(content)
    assert expected in found.found
    assert found.line == 1
    assert found.severity == "error"


TORN = {
    "": ":1: the end of the file; expected an element",
    "<a": ":1: the end of the file within a tag; expected `>`",
    "<a>\n<b>\n</a>": ":3: an end tag of another element; expected that of the element that is open",
    "<a>\n<b>x & y</b></a>": ":2: a character that cannot stand there; expected `&amp;` for &, `&lt;` for <,"
    " no control characters, bytes as the encoding says",
    "<a>\n&nbsp;</a>": ":2: an entity that XML does not know; expected the character itself",
    "<a>\n<dc:title/></a>": ":2: a prefix without a namespace; expected xmlns:PREFIX, there or further out",
    f"<a {SPACES}>\n<dc:date xsi:type='x:Y'/></a>": ":2: the prefix “x” without a namespace;"
    " expected xmlns:PREFIX, there or further out",
    "<a/>\n<b/>": ":2: something behind the outermost element; expected nothing there",
    '<?xml version="1.0" encoding="none"?><a/>': ":1: an encoding that is not known; expected UTF-8",
    "<a>\n<b x='1' x='2'/></a>": ":2: an attribute a second time; expected every attribute once",
    '<?xml version="1.0" encoding="shift_jis"?><a/>': ":1: an encoding that is not known; expected UTF-8",
    "<a/>": ": nothing in Dublin Core; expected elements such as dc:title",
    "<a>\n<b>text</b></a>": ":2: b: “text” belongs to no record; expected elements of Dublin Core beside it",
    f"<dc:title {SPACES}>x</dc:title>": ":1: title: the outermost element; expected one around it",
}


@pytest.mark.parametrize("content", TORN)
def test_what_cannot_be_read_as_a_whole_is_said_with_its_line(reading, content):
    found = reading(content)
    assert said(found) == [TORN[content]]


def test_a_file_that_is_torn_behind_its_records_gives_none_of_them(reading):
    found = reading(f"<l {SPACES}><m><dc:title>T</dc:title></m>\n<m>")
    assert not records(found)
    assert len(said(found)) == 1


def test_an_id_that_cannot_be_one_refuses_the_file(reading):
    found = reading('<records><record id="a" kind="other"/>\n<record id="b c" kind="other"/></records>')
    assert said(found) == [":2: id: “b c”; expected letters, digits, dots, hyphens and underscores (ASCII)"]
    assert not records(found)


def test_lines_are_told_beyond_those_that_a_short_integer_counts(reading):
    (found,) = reading("\n" * 70_000 + f"<m {SPACES}><dc:title>T</dc:title></m>")
    assert found.origin.line == 70_001


def test_other_encodings_are_read_as_the_file_says(reading):
    text = f'<?xml version="1.0" encoding="ENCODING"?><m {SPACES}><dc:title>Читальный зал</dc:title></m>'
    for encoding in ("windows-1251", "koi8-r", "utf-16", "utf-8"):
        (found,) = reading(text.replace("ENCODING", encoding).encode(encoding))
        assert found.statements[0].value == "Читальный зал"


IN_HARVEST = (
    f"<OAI-PMH xmlns='{OAI}'><ListRecords>LIST<record RECORD>FIRST<header><identifier>a</identifier>HEADER</header>"
    f'<metadata><d:dc xmlns:d="http://www.openarchives.org/OAI/2.0/oai_dc/" {SPACES}><dc:title>T</dc:title>TERMS</d:dc>'
    "</metadata>LAST</record></ListRecords></OAI-PMH>"
)
OURS = f"<records {SPACES}>LIST<record id='a' RECORD>FIRST<dc:title>T</dc:title>TERMS</record>LAST</records>"
MEANT_TO_BE_PRIVATE = [
    # Words that others' programs put around a description, and that may not have a prefix of their own.
    (IN_HARVEST, "LAST", "<access>hidden</access>"),
    (IN_HARVEST, "LAST", "<restricted/>"),
    (IN_HARVEST, "LAST", "<about><access>hidden</access></about>"),
    (IN_HARVEST, "LAST", f"<about><d:dc xmlns:d='x' {SPACES}><dc:rights>hidden</dc:rights></d:dc></about>"),
    (IN_HARVEST, "LAST", "<about><provenance><state status='withheld'/></provenance></about>"),
    (IN_HARVEST, "LAST", "<note>hidden</note>"),
    (IN_HARVEST, "HEADER", "<access>hidden</access>"),
    (IN_HARVEST, "HEADER", "<setSpec>things:hidden</setSpec>"),
    (IN_HARVEST, "HEADER", "<note>hidden</note>"),
    (IN_HARVEST, "RECORD", "status='deleted'"),
    (IN_HARVEST, "RECORD", "access='hidden'"),
    (IN_HARVEST, "LAST", "<header status='deleted'/>"),
    (IN_HARVEST, "FIRST", "<header status='hidden'/>"),
    (IN_HARVEST, "LIST", "<access>hidden</access>"),
    (IN_HARVEST, "LIST", "<note>hidden</note>"),
    (IN_HARVEST, "TERMS", "<dc:rights>info:eu-repo/semantics/closedAccess</dc:rights>"),
    (IN_HARVEST, "TERMS", "<dc:rights>http://purl.org/coar/access_right/c_16ec</dc:rights>"),
    (OURS, "TERMS", "<dcterms:accessRights>Restricted access</dcterms:accessRights>"),
    (OURS, "TERMS", "<dcterms:accessRights xml:lang='ru'>Не публиковать</dcterms:accessRights>"),
    (
        OURS,
        "TERMS",
        "<dcterms:accessRights xsi:type='dcterms:URI'>http://purl.org/coar/access_right/c_14cb</dcterms:accessRights>",
    ),
    (OURS, "TERMS", "<statement><dc:title access='hidden'>B</dc:title></statement>"),
    (OURS, "TERMS", "<statement><dc:title>B<b>hidden</b></dc:title></statement>"),
    (OURS, "TERMS", "<statement access='hidden'><dc:title>B</dc:title></statement>"),
    (OURS, "TERMS", "<x:access xmlns:x='urn:x'><![CDATA[hidden]]></x:access>"),
    (OURS, "TERMS", "<\u0430ccess>hidden</\u0430ccess>"),
    (OURS, "TERMS", "<note><![CDATA[ не\u00a0публиковать ]]></note>"),
    (OURS, "TERMS", "<note>hid<!-- a comment -->den</note>"),
    (OURS, "TERMS", "<note>hid&#x64;en</note>"),
    (OURS, "TERMS", "<item status='draft'/>"),
    (OURS, "TERMS", "<record id='b' access='hidden'><dc:title>B</dc:title></record>"),
    (OURS, "TERMS", "hidden"),
    (OURS, "RECORD", "Access='hidden'"),
    (OURS, "RECORD", "x:access='hidden' xmlns:x='urn:x'"),
    (OURS, "RECORD", "access=''"),
    (OURS, "RECORD", "access='Hidden'"),
    (OURS, "RECORD", "access='public' status='hidden'"),
    (OURS, "FIRST", "<!-- hidden -->"),
    (OURS, "TERMS", "<!--не публиковать-->"),
    (OURS, "TERMS", "<?access hidden?>"),
    (OURS, "LIST", "<!-- hidden -->"),
    (OURS, "LIST", "<access>hidden</access>"),
    (OURS, "LAST", "<hidden/>"),
    (OURS, "LAST", "hidden"),
    (f"<!-- hidden -->{OURS}", "LAST", ""),
    (f"{OURS}<!-- hidden -->", "LAST", ""),
    (f"<?hidden hidden?>{OURS}", "LAST", ""),
    (f"<records {SPACES}><record id='a'>hidden</record></records>", "LAST", ""),
    (f"<l {SPACES}><g hidden='true'><m><dc:title>T</dc:title></m></g></l>", "LAST", ""),
    (f"<l {SPACES}><g><m><dc:title>T</dc:title></m><access>hidden</access></g></l>", "LAST", ""),
    (f"<l {SPACES}><g><m><dc:title>T</dc:title></m><p><visible>no</visible></p></g></l>", "LAST", ""),
]


@pytest.mark.parametrize(("form", "place", "words"), MEANT_TO_BE_PRIVATE)
def test_nothing_that_was_meant_to_be_private_comes_out_without_a_fault(reading, form, place, words):
    content = form.replace(place, words)
    for other in ("LIST", "RECORD", "FIRST", "HEADER", "TERMS", "LAST"):
        content = content.replace(other, "")
    found = reading(content)
    assert all(record.faults for record in records(found))
    assert said(found)


@pytest.mark.parametrize("form", [IN_HARVEST, OURS])
def test_the_same_without_such_words_is_read_without_a_fault(reading, form):
    content = form.replace("TERMS", "<!-- Written in spring. --><?page 3?><dc:rights>In copyright</dc:rights>")
    for other in ("LIST", "RECORD", "FIRST", "HEADER", "LAST"):
        content = content.replace(other, "")
    (record,) = reading(content)
    assert not record.faults


def test_who_says_which_access_is_meant_may_say_so_of_a_thing_that_is_closed_elsewhere(reading):
    terms = "<dcterms:accessRights>Restricted access</dcterms:accessRights>"
    (record,) = reading(f"<records {SPACES}><record id='a' access='public'>{terms}</record></records>")
    assert not record.faults


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("s.xml", f"<records {SPACES}><record id='a' access='hidden'/><record id='a' access='public'/></records>"),
        ("s.json", '[{"id": "a", "access": "hidden"}, {"id": "a", "access": "public"}]'),
        ("s.yaml", "[{id: a, access: hidden}, {id: a, access: public}]"),
    ],
)
def test_two_records_with_one_id_in_one_line_are_two_all_the_same(workshop, name, content):
    workshop.write(f"metadata/{name}", content)
    assert f"metadata/{name}:1: id: “a” is also in metadata/{name}" in workshop.run("publish", "--yes", status=1).stderr
    assert workshop.public_ids() == set()
    workshop.run("publish", "--yes", status=1)
    assert workshop.public_ids() == set()


@pytest.mark.deep
def test_a_hundred_megabytes_are_read_in_bounded_memory(tmp_path):
    item = f"<m {SPACES}><dc:title>A title</dc:title><dc:identifier>i0000000</dc:identifier>\n"
    item += f"<dc:description>{'word ' * 400}</dc:description></m>"
    (tmp_path / "small.xml").write_text(item)
    with (tmp_path / "large.xml").open("w") as out:
        out.write("<list>\n")
        out.writelines(item.replace("i0000000", f"i{number:07}") for number in range(50_000))
        out.write("</list>\n")
    assert (tmp_path / "large.xml").stat().st_size > 100_000_000
    words = [sys.executable, "-c", MEASURE, str(tmp_path / "large.xml")]
    count, grown = map(int, subprocess.run(words, check=True, capture_output=True, text=True).stdout.split())
    assert count == 50_000
    assert grown < 48  # MiB
