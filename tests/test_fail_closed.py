"""What goes wrong, is lost or is left out shows less, never more."""

from __future__ import annotations

import json
import shutil
import unicodedata

import pytest

from conftest import Workshop

PEOPLE = "p-1: {name: {en: Specimen reader}, withhold: false, adult: true}\n"


def item(workshop: Workshop, name: str, more: str = "", *, text: str = "", file: str = "") -> None:
    path = file or f"{name}.txt"
    workshop.write(f"collection/{path}", text or f"The text of {name}.")
    workshop.write(
        f"metadata/records/{name}.yaml", f"id: {name}\nkind: article\ntitle: Title of {name}\nfiles: [{path}]\n{more}"
    )


def texts(workshop: Workshop) -> set[str]:
    with workshop.edition() as edition:
        return {text for (text,) in edition.execute("SELECT text FROM passages")}


# An item that shows more than it did is asked for.


def test_a_consent_that_is_dropped_from_a_sheet_opens_nothing_unasked(workshop):
    workshop.write("metadata/people.yaml", PEOPLE)
    workshop.write("collection/t.txt", "Words without a consent.")
    consents = '"{person: p-1, given: 2024-05-01, scope: [publish, name]}"'
    workshop.write("metadata/s.csv", f"id,kind,file,title,access,consents\nx,article,t.txt,X,public,{consents}\n")
    workshop.run("publish", "--yes")
    assert texts(workshop) == set()
    workshop.write("metadata/s.csv", "id,kind,file,title,access\nx,article,t.txt,X,public\n")
    workshop.run("publish", status=1)
    assert texts(workshop) == set()
    workshop.run("publish", "--yes")
    assert texts(workshop) == {"Words without a consent."}


def test_a_file_that_a_public_item_newly_names_is_asked_for_and_other_commands_do_not_open_it(workshop):
    item(workshop, "x")
    item(workshop, "y")
    workshop.run("publish", "--yes")
    workshop.write("collection/draft.txt", "A draft.")
    workshop.write("metadata/records/y.yaml", "id: y\nkind: article\ntitle: A new title\nfiles: [y.txt, draft.txt]\n")
    workshop.run("withdraw", "x", "--reason", "error")
    assert texts(workshop) == {"The text of y."}
    workshop.run("publish", status=1)
    assert texts(workshop) == {"The text of y."}
    with workshop.edition() as edition:
        assert edition.execute("SELECT title FROM items").fetchall() == [("A new title",)]


def test_what_visitors_may_do_is_asked_for_as_well(workshop):
    workshop.write("metadata/people.yaml", PEOPLE)
    consents = '"{person: p-1, given: 2024-05-01, until: 2030, scope: [publish, name, words]}"'
    workshop.write("metadata/s.csv", f"id,kind,title,access,consents\nx,article,X,public,{consents}\n")
    workshop.run("--today", "2026-11-22", "publish", "--yes")
    pointer = workshop.root / "public/edition.json"
    before = json.loads(pointer.read_text())
    assert (before["sql"], before["download"], before["valid_until"]) == (False, False, "2030-12-31")
    workshop.write("metadata/s.csv", "id,kind,title,access\nx,article,X,public\n")
    workshop.run("--today", "2026-11-22", "publish", status=1)
    now = json.loads(pointer.read_text())
    assert (now["sql"], now["download"], now["valid_until"]) == (False, False, "2030-12-31")
    assert json.loads(workshop.run("--today", "2026-11-22", "export", "json").stdout) == []
    workshop.run("--today", "2026-11-22", "publish", "--yes")
    assert json.loads(pointer.read_text())["sql"] is True


# A file takes nobody else's place.


def test_a_stray_file_does_not_take_the_place_of_a_published_one(workshop):
    workshop.write("collection/album/1.txt", "What was meant.")
    workshop.write("metadata/album/s.csv", "id,kind,file,title\nx,article,1.txt,X\n")
    workshop.run("publish", "--yes")
    assert texts(workshop) == {"What was meant."}
    workshop.write("collection/1.txt", "A stranger.")
    said = workshop.run("publish", "--yes", status=1).stderr
    assert "“1.txt” may be any of 2 files: collection/1.txt, collection/album/1.txt" in said
    assert texts(workshop) == set()


def test_nor_does_one_whose_name_only_looks_the_same(workshop):
    item(workshop, "x", file=unicodedata.normalize("NFC", "йод.txt"))
    workshop.run("publish", "--yes")
    workshop.write("collection/" + unicodedata.normalize("NFD", "йод.txt"), "A stranger.")
    workshop.run("publish", "--yes", status=1)
    assert texts(workshop) == set()


def test_equal_bytes_under_several_names_stay_what_their_names_say(workshop):
    for name in ("b.ru.txt", "c.md", "d.srt"):
        workshop.write(f"collection/{name}", "1\n00:00:01,000 --> 00:00:02,000\nThe same words.\n")
    workshop.write("metadata/private/e.txt", "1\n00:00:01,000 --> 00:00:02,000\nThe same words.\n")
    for name in ("b.ru.txt", "c.md", "d.srt"):
        workshop.write(f"metadata/records/{name[0]}.yaml", f"id: {name[0]}\ntitle: T\nfiles: [{name}]\n")
    workshop.run("ingest")
    with workshop.catalogue() as catalogue:
        query = "SELECT item, media_type FROM files ORDER BY item"
        before = catalogue.execute(query).fetchall()
        passages = catalogue.execute("SELECT * FROM passages ORDER BY item, position").fetchall()
    assert before == [("b", "text/plain"), ("c", "text/markdown"), ("d", "application/x-subrip")]
    (workshop.root / "collection/b.ru.txt").touch()
    workshop.run("ingest")
    with workshop.catalogue() as catalogue:
        assert catalogue.execute(query).fetchall() == before
        assert catalogue.execute("SELECT * FROM passages ORDER BY item, position").fetchall() == passages


# What one item does not show, no other shows.


@pytest.fixture
def shared(workshop: Workshop) -> Workshop:
    """A hidden item and a public one whose files have the same bytes."""
    item(workshop, "x", "access: hidden\n", text="The same words.")
    item(workshop, "y", text="The same words.")
    workshop.run("publish", "--yes")
    assert texts(workshop) == set()
    return workshop


def test_that_a_file_stays_away_is_said(shared):
    assert "collection/y.txt: warning: not shown with y" in shared.run("publish", "--yes").stderr


def test_a_hidden_file_that_is_renamed_opens_nothing(shared):
    (shared.root / "collection/x.txt").rename(shared.root / "collection/z.txt")
    shared.run("publish", "--yes")
    assert texts(shared) == set()


@pytest.mark.parametrize("rebuilt", ["never", "before it moves", "after it moved", "while it moves"])
@pytest.mark.parametrize("kept", ["access: hidden", "withhold: [{file: x.txt}]"])
def test_what_is_kept_back_of_a_file_is_kept_back_wherever_it_moves(workshop, kept, rebuilt):
    item(workshop, "x", f"{kept}\n", text="The same words.")
    item(workshop, "y", text="The same words.")
    workshop.run("publish", "--yes")
    assert "The same words." not in texts(workshop)
    if rebuilt == "before it moves":
        shutil.rmtree(workshop.root / ".archive")
        workshop.run("ingest")
    (workshop.root / "collection/x.txt").rename(workshop.root / "collection/z.txt")
    if rebuilt == "after it moved":
        workshop.run("publish", "--yes")
    if rebuilt in {"after it moved", "while it moves"}:
        shutil.rmtree(workshop.root / ".archive")
    workshop.write("metadata/records/w.yaml", "id: w\nkind: article\ntitle: W\nfiles: [z.txt]\n")
    said = workshop.run("publish", "--yes").stderr
    assert "y" in workshop.public_ids()
    assert texts(workshop) == set()
    assert "collection/z.txt: warning: not shown with w" in said
    (workshop.root / "metadata/records/x.yaml").unlink()
    workshop.run("publish", "--yes")
    assert texts(workshop) == {"The same words."}


@pytest.mark.parametrize("rebuilt", [False, True])
def test_a_file_that_is_deleted_is_withheld_in_its_copy(workshop, rebuilt):
    item(workshop, "x", "withhold: [{file: x.txt}]\n", text="The same words.")
    item(workshop, "y", text="The same words.")
    workshop.run("publish", "--yes")
    (workshop.root / "collection/x.txt").unlink()
    workshop.run("ingest", "--accept", "collection/x.txt")
    if rebuilt:
        shutil.rmtree(workshop.root / ".archive")
    workshop.run("publish", "--yes")
    assert texts(workshop) == set()


def test_a_hidden_record_of_a_file_that_has_yet_to_come_keeps_nothing_back(workshop):
    item(workshop, "y", text="The words of y.")
    workshop.run("publish", "--yes")
    (workshop.root / "collection/y.txt").rename(workshop.root / "collection/z.txt")
    workshop.run("publish", "--yes")
    workshop.write("metadata/records/x.yaml", "id: x\ntitle: X\nfiles: [x.txt]\naccess: hidden\n")
    workshop.write("metadata/records/y.yaml", "id: y\nkind: article\ntitle: Y\nfiles: [z.txt]\n")
    workshop.run("publish", "--yes")
    assert texts(workshop) == {"The words of y."}


def test_a_file_is_not_published_that_is_in_the_private_folder_too(workshop):
    item(workshop, "x", text="Words of an agreement.")
    workshop.write("metadata/private/agreement.txt", "Words of an agreement.")
    said = workshop.run("publish", "--yes").stderr
    assert texts(workshop) == set()
    assert "collection/x.txt: warning: not shown with x: a file in metadata/private/ has the same bytes" in said


def test_the_files_of_a_withdrawn_item_stay_barred_when_its_record_goes(shared):
    shared.run("withdraw", "x", "--reason", "family")
    (shared.root / "metadata/records/x.yaml").unlink()
    shared.run("publish", "--yes")
    assert texts(shared) == set()
    shutil.rmtree(shared.root / ".archive")
    shared.run("publish", "--yes")
    assert texts(shared) == set()


def test_a_public_testimony_without_words_keeps_them_out_of_other_items(workshop):
    workshop.write("metadata/people.yaml", PEOPLE)
    consents = "kind: testimony\nconsents: [{person: p-1, given: 2024-05-01, scope: [publish, name]}]\n"
    workshop.write("collection/x.txt", "The same words.")
    workshop.write("metadata/records/x.yaml", f"id: x\ntitle: X\nfiles: [x.txt]\n{consents}")
    item(workshop, "y", text="The same words.")
    workshop.run("publish", "--yes")
    assert workshop.public_ids() == {"x", "y"}
    assert texts(workshop) == set()


def test_an_undescribed_row_with_a_private_note_counts_as_hidden(workshop):
    workshop.write("collection/x.txt", "The same words.")
    item(workshop, "y", text="The same words.")
    workshop.write("metadata/undescribed.csv", "id,kind,file[|],access,private.donor\nx,article,x.txt,hidden,a donor\n")
    workshop.run("publish", "--yes")
    assert texts(workshop) == set()
    assert [row["id"] for row in json.loads(workshop.run("export", "json", "--scope", "all").stdout)] == ["x", "y"]


# An empty word opens nothing.


@pytest.mark.parametrize(
    "line",
    [
        "access:",
        "access: ~",
        "access: []",
        "access: {}",
        'access: ""',
        "kind:",
        "consents:",
        "withhold:",
        "people:",
        "access: {level: public, then: public}",
    ],
)
def test_a_word_that_was_lost_hides_the_item(workshop, line):
    workshop.write("metadata/records/x.yaml", f"id: x\ntitle: X\n{line}\n")
    workshop.run("publish", "--yes", status=1)
    assert workshop.public_ids() == set()


@pytest.mark.parametrize(
    "policy",
    ["default: public\nkinds: {photo: }\n", "default:\nkinds: {photo: public}\n", "circa: " + "9" * 5000 + "\n"],
)
def test_a_policy_with_a_lost_word_is_not_used(workshop, policy):
    workshop.write("metadata/records/x.yaml", "id: x\nkind: photo\ntitle: X\n")
    workshop.write("metadata/policy.yaml", policy)
    workshop.run("publish", "--yes", status=1)
    assert not (workshop.root / "public/edition.json").exists()


def test_a_person_whose_withholding_lost_its_word_keeps_everything_back(workshop):
    workshop.write("metadata/people.yaml", "p-1: {name: {en: Specimen reader}, withhold: , adult: true}\n")
    workshop.write("metadata/records/x.yaml", "id: x\ntitle: X\npeople: [{person: p-1, role: depicted}]\n")
    workshop.run("publish", "--yes", status=1)
    assert not (workshop.root / "public/edition.json").exists()


def test_a_policy_that_only_closes_opens_no_testimony(workshop):
    workshop.write("metadata/people.yaml", PEOPLE)
    workshop.write("metadata/policy.yaml", "default: hidden\nkinds: {photo: hidden}\n")
    consents = "consents: [{person: p-1, given: 2024-05-01, scope: [publish, name, words]}]"
    workshop.write("metadata/records/x.yaml", f"id: x\nkind: testimony\ntitle: X\n{consents}\n")
    workshop.run("publish", "--yes")
    assert workshop.public_ids() == set()


# An id in dispute stays hidden.


@pytest.mark.parametrize("same_run", [True, False])
def test_an_id_is_not_taken_from_a_source_that_cannot_be_read(workshop, same_run):
    workshop.write("metadata/records/a.yaml", "id: x\ntitle: X\naccess: hidden\n")
    workshop.run("ingest")
    workshop.write("metadata/records/a.yaml", 'id: x\ntitle: "torn\naccess: hidden\n')
    if not same_run:
        workshop.run("ingest", status=1)
    workshop.write("metadata/records/b.yaml", "id: x\ntitle: X\naccess: public\n")
    for _ in range(3):
        workshop.run("publish", "--yes", "--without-refused", status=1)
        assert workshop.public_ids() == set()
    workshop.write("metadata/records/a.yaml", "id: z\ntitle: Z\naccess: hidden\n")
    workshop.run("publish", "--yes")
    assert workshop.public_ids() == {"x"}


def test_a_dispute_lasts_while_one_side_cannot_be_read(workshop):
    workshop.write("metadata/records/a.yaml", "id: x\ntitle: X\naccess: public\n")
    workshop.write("metadata/records/b.yaml", "id: x\ntitle: X\naccess: hidden\n")
    workshop.run("ingest", status=1)
    workshop.write("metadata/records/b.yaml", 'id: x\ntitle: "torn\n')
    for _ in range(3):
        workshop.run("publish", "--yes", "--without-refused", status=1)
        assert workshop.public_ids() == set()
    (workshop.root / "metadata/records/b.yaml").unlink()
    workshop.run("publish", "--yes")
    assert workshop.public_ids() == {"x"}


@pytest.mark.parametrize("levels", [("public", "hidden"), ("hidden", "public")])
def test_a_row_of_undescribed_csv_disputes_an_id_like_any_other(workshop, levels):
    workshop.write("collection/letter.txt", "A letter.")
    workshop.run("ingest")
    path = workshop.root / "metadata/undescribed.csv"
    filled = path.read_text(encoding="utf-8-sig").replace(",,,,,,,hidden", f",A letter,,,,,,{levels[0]}")
    path.write_text(filled, encoding="utf-8")
    workshop.run("publish", "--yes")
    record = f"id: letter\nkind: article\nfiles: [letter.txt]\ntitle: A letter\naccess: {levels[1]}\n"
    workshop.write("metadata/records/letter.yaml", record)
    for name in ("other.txt", "another.txt"):
        said = workshop.run("publish", "--yes", status=1).stderr
        assert "“letter” is also in metadata/undescribed.csv" in said
        assert workshop.public_ids() == set()
        workshop.write(f"collection/{name}", name)
    shutil.rmtree(workshop.root / ".archive")
    workshop.run("publish", "--yes", status=1)
    assert workshop.public_ids() == set()


@pytest.mark.parametrize("what", ["metadata/records/sub/a.yaml", "metadata/records/sub"])
def test_a_source_that_became_a_link_keeps_its_ids(workshop, tmp_path, what):
    workshop.write("collection/x.txt", "Words.")
    workshop.write("metadata/records/sub/a.yaml", "id: x\nkind: article\ntitle: X\nfiles: [x.txt]\naccess: hidden\n")
    workshop.run("publish", "--yes")
    (workshop.root / what).rename(tmp_path / "elsewhere")
    (workshop.root / what).symlink_to(tmp_path / "elsewhere")
    workshop.write("metadata/records/b.yaml", "id: x\nkind: article\ntitle: X\nfiles: [x.txt]\naccess: public\n")
    for _ in range(2):
        workshop.run("publish", "--yes", "--without-refused", status=1)
        assert workshop.public_ids() == set()


def test_a_torn_undescribed_csv_keeps_its_ids(workshop):
    workshop.write("collection/x.txt", "Words.")
    header = "id,kind,file[|],title,access\n"
    workshop.write("metadata/undescribed.csv", f"{header}x,article,x.txt,X,hidden\n")
    workshop.run("ingest")
    workshop.write("metadata/undescribed.csv", f'{header}x,article,x.txt,"X,hidden\n')
    workshop.write("metadata/records/x.yaml", "id: x\nkind: article\ntitle: X\nfiles: [x.txt]\naccess: public\n")
    for _ in range(2):
        workshop.run("publish", "--yes", "--without-refused", status=1)
        assert workshop.public_ids() == set()


def test_deleting_a_torn_source_is_a_way_out(workshop):
    torn = workshop.write("metadata/records/a.yaml", "id: x\ntitle: X\n")
    workshop.run("ingest")
    torn.write_text('id: x\ntitle: "torn\n')
    workshop.write("metadata/records/b.yaml", "id: x\ntitle: X\n")
    workshop.run("publish", "--yes", status=1)
    torn.unlink()
    workshop.run("publish", "--yes")
    assert workshop.public_ids() == {"x"}


# A withdrawal gets through.


@pytest.fixture
def two(workshop: Workshop) -> Workshop:
    item(workshop, "x")
    item(workshop, "y")
    workshop.run("publish", "--yes")
    return workshop


def test_a_withdrawal_needs_no_catalogue(two):
    shutil.rmtree(two.root / ".archive")
    two.run("withdraw", "x", "--reason", "family")
    assert two.public_ids() == {"y"}


@pytest.mark.parametrize("journal", [b"damaged\n", b""])
def test_a_withdrawal_needs_no_journal(two, journal):
    two.write("metadata/journal.jsonl", journal)
    said = two.run("withdraw", "x", "--reason", "family", status=1)
    assert "Withdrawn: x." in said.stdout
    assert "metadata/journal.jsonl" in said.stderr
    assert two.public_ids() == {"y"}


def test_nothing_odd_in_a_record_stands_in_the_way_of_a_withdrawal(two):
    two.write("metadata/people.yaml", PEOPLE)
    odd = f"consents: [{{person: p-1, given: 2024, revoked: '0001', scope: [publish], evidence: {'e' * 300}}}]"
    two.write("metadata/records/odd.yaml", f"id: odd\ntitle: Odd\n{odd}\n")
    (two.root / "metadata/undescribed.csv").mkdir()
    two.run("withdraw", "x", "--reason", "family")
    assert two.public_ids() == {"y"}


def test_a_list_of_withdrawals_saved_by_excel_keeps_its_bytes(two):
    before = "id;date;reason;public_reason\r\nз-1;2026-01-01;error;По просьбе семьи передавшего\r\n".encode("cp1251")
    two.write("metadata/withdrawn.csv", before.replace("з-1".encode("cp1251"), b"y"))
    before = (two.root / "metadata/withdrawn.csv").read_bytes()
    two.run("withdraw", "x", "--reason", "family", "--public-reason", "По просьбе")
    after = (two.root / "metadata/withdrawn.csv").read_bytes()
    assert after.startswith(before)
    assert "По просьбе\r\n".encode("cp1251") in after[len(before) :]
    assert two.public_ids() == set()


def test_where_nothing_else_can_be_read_items_that_share_a_file_lose_it_too(workshop):
    item(workshop, "x", text="The same words.")
    item(workshop, "y", text="The same words.")
    workshop.run("publish", "--yes")
    workshop.write("metadata/records/bad.yaml", 'title: "torn\n')
    workshop.run("withdraw", "x", "--reason", "family", status=1)
    assert texts(workshop) == set()
    assert workshop.public_ids() == {"y"}


def test_that_needs_no_catalogue_either(workshop):
    item(workshop, "x", text="The same words.")
    item(workshop, "y", text="The same words.")
    for name in ("p", "q"):
        workshop.photo(f"collection/{name}.jpg")
        workshop.write(f"metadata/records/{name}.yaml", f"id: {name}\ntitle: T\nfiles: [{name}.jpg]\n")
    workshop.run("publish", "--yes")
    shutil.rmtree(workshop.root / ".archive")
    workshop.write("metadata/records/bad.yaml", 'title: "torn\n')
    workshop.run("withdraw", "x", "--reason", "family", status=1)
    workshop.run("withdraw", "p", "--reason", "family", status=1)
    assert texts(workshop) == set()
    assert not list((workshop.root / "public").rglob("*.jpg"))


def test_other_items_lose_nothing_that_is_their_own(workshop):
    item(workshop, "x", text="The same paragraph.\n\nAbout x.")
    item(workshop, "y", text="The same paragraph.\n\nAbout y.")
    workshop.write("collection/x2.txt", "The same paragraph.\n\nAbout x.")
    workshop.write("collection/z.txt", "About z.")
    workshop.write("metadata/records/z.yaml", "id: z\nkind: article\ntitle: Z\nfiles: [x2.txt, z.txt]\n")
    workshop.run("publish", "--yes")
    workshop.run("withdraw", "x", "--reason", "family")
    assert texts(workshop) == {"The same paragraph.", "About y.", "About z."}
    workshop.run("publish")


@pytest.mark.parametrize("way", ["second row", "by hand first", "list lost"])
def test_the_bytes_of_a_withdrawn_item_stay_barred_whichever_way_it_was_withdrawn(workshop, way):
    item(workshop, "x", text="The same words.")
    item(workshop, "y", text="The same words.")
    workshop.run("publish", "--yes")
    path = workshop.root / "metadata/withdrawn.csv"
    if way == "by hand first":
        path.write_text("id,date,reason,public_reason\nx,2026-11-22,family,\n")
    workshop.run("withdraw", "x", "--reason", "family", "--public-reason", "A public reason.")
    if way == "second row":
        with path.open("a") as out:
            out.write("x,2026-11-22,family,Another reason.,\r\n")
    if way == "list lost":
        path.unlink()
    else:
        assert "A public reason." in path.read_text(encoding="utf-8-sig")
    (workshop.root / "metadata/records/x.yaml").unlink()
    workshop.run("publish", "--yes")
    assert texts(workshop) == set()
    with workshop.edition() as edition:
        assert edition.execute("SELECT id FROM tombstones").fetchall() == [("x",)]


def test_a_lost_list_of_withdrawals_brings_nothing_back(two):
    two.run("withdraw", "x", "--reason", "family")
    (two.root / "metadata/withdrawn.csv").unlink()
    said = two.run("publish", "--yes").stderr
    assert "“x” is gone, and it stays withdrawn" in said
    assert two.public_ids() == {"y"}
    two.run("restore", "x", "--yes")
    assert two.public_ids() == {"x", "y"}


def test_a_withdrawal_of_an_id_that_nobody_has_stops_publishing(two):
    two.write("metadata/withdrawn.csv", "id,date,reason,public_reason\nX,2026-11-22,family,\n")
    before = two.public_bytes()
    said = two.run("publish", "--yes", status=1).stderr
    assert "no item has or had the id “X”" in said
    assert two.public_bytes() == before


def test_restoring_one_item_opens_no_other(two):
    two.run("withdraw", "x", "--reason", "family")
    item(two, "new")
    two.run("restore", "x", "--yes")
    assert two.public_ids() == {"x", "y"}


# Closed is closed, and hidden is not even named.


def test_a_closed_item_does_not_tell_where_its_file_stands_elsewhere(workshop):
    workshop.write("metadata/s.csv", "id,title,file,access\nx,X,https://example.org/secret.jpg,closed\n")
    workshop.run("publish", "--yes")
    assert workshop.public_ids() == {"x"}
    assert b"secret.jpg" not in workshop.public_bytes()


def test_an_item_that_nobody_agreed_to_open_does_not_tell_where_its_file_stands_elsewhere(workshop):
    sheet = "id,title,file,access\nx,X,https://example.org/secret.jpg,{}\n"
    workshop.write("metadata/s.csv", sheet.format("closed"))
    workshop.run("publish", "--yes")
    workshop.write("metadata/s.csv", sheet.format("public"))
    workshop.run("publish", status=1)
    assert b"secret.jpg" not in workshop.public_bytes()
    workshop.run("publish", "--yes")
    assert b"secret.jpg" in workshop.public_bytes()


@pytest.mark.parametrize(
    "value",
    [
        "Hidden-1",
        "hidden-1, y",
        "'#hidden-1'",
        "items/hidden-1",
        "https://example.org/items/hidden-1",
        "see hidden-1.",
        "'see «hidden-1»'",
        "'[hidden-1]'",
        "'`hidden-1`'",
        "'hidden-1: a letter'",
        "hidden-1.txt",
        "https://example.org/items/hidden-1.json",
        "https://example.org/items/hidden%2D1",
        "urn:x:hidden-1",
        "№hidden-1",
    ],
)
def test_a_relation_names_no_hidden_item_in_whatever_way(workshop, value):
    item(workshop, "hidden-1", "access: hidden\n")
    item(workshop, "y", f"references: {value}\n")
    workshop.run("publish", "--yes")
    assert b"hidden-1" not in workshop.public_bytes().lower()
    assert b"hidden%2d1" not in workshop.public_bytes().lower()


def test_a_citation_does_not_vanish_because_a_hidden_item_is_called_like_one_of_its_words(workshop):
    for name in ("2004", "letter", "press"):
        item(workshop, name, "access: hidden\n")
    workshop.write("collection/court.txt", "Undescribed.")
    cited = "Court, press release 127 (2017), letter of 1 September 2004"
    item(workshop, "y", f'source: "{cited}"\nreferences: letter\nisPartOf: Court\n')
    workshop.run("publish", "--yes")
    with workshop.edition() as edition:
        query = "SELECT term, value FROM statements WHERE term IN ('source', 'references', 'isPartOf') ORDER BY term"
        assert edition.execute(query).fetchall() == [("isPartOf", "Court"), ("source", cited)]


def test_after_a_consent_has_ended_nothing_of_the_edition_is_exported(workshop):
    workshop.write("metadata/people.yaml", PEOPLE)
    consents = "consents: [{person: p-1, given: 2024-05-01, scope: [publish, name, harvest], until: 2027}]"
    workshop.write("metadata/records/x.yaml", f"id: x\nkind: testimony\ntitle: X\n{consents}\n")
    workshop.run("--today", "2027-01-01", "publish", "--yes")
    workshop.run("--today", "2027-12-31", "export", "json")
    assert "a consent has ended" in workshop.run("--today", "2028-01-01", "export", "json", status=1).stderr


# Nothing entrusted is lost or altered without a word.


@pytest.mark.parametrize("with_catalogue", [True, False])
def test_a_lost_manifest_excuses_no_changed_original(two, with_catalogue):
    (two.root / "metadata/manifest-sha256.txt").unlink()
    two.write("collection/x.txt", "Altered.")
    if not with_catalogue:
        shutil.rmtree(two.root / ".archive")
    said = two.run("publish", "--yes", status=1).stderr
    assert "metadata/manifest-sha256.txt: gone" in said
    assert "The text of x." in texts(two)


def test_a_shortened_manifest_excuses_no_changed_and_no_missing_original(two):
    two.write("metadata/manifest-sha256.txt", "")
    two.write("collection/x.txt", "Altered.")
    (two.root / "collection/y.txt").unlink()
    said = two.run("ingest", status=1).stderr
    assert "collection/x.txt: differs from the manifest" in said
    assert "collection/y.txt: gone" in said


def test_undescribed_csv_keeps_what_people_did_with_it(workshop):
    workshop.write("collection/a.txt", "a")
    workshop.write("collection/b.txt", "b")
    rows = "id,kind,file[|],title,note,note,access\na,other,a.txt,,,,hidden\nown,article,b.txt,,one,two,hidden\n"
    workshop.write("metadata/undescribed.csv", rows)
    workshop.write("collection/c.txt", "c")
    workshop.run("ingest")
    text = (workshop.root / "metadata/undescribed.csv").read_text(encoding="utf-8-sig")
    assert "a,other,a.txt,,,,hidden" in text
    assert "own,article,b.txt,,one,two,hidden" in text
    assert "c,article,c.txt" in text


def test_undescribed_csv_in_another_encoding_is_left_as_it_is(workshop):
    workshop.write("collection/a.txt", "a")
    sheet = "id,kind,file[|],title,access\na,article,a.txt,Школа №1 и её окрестности,hidden\n".encode("mac_cyrillic")
    path = workshop.write("metadata/undescribed.csv", sheet)
    workshop.write("collection/b.txt", "b")
    said = workshop.run("ingest", status=1).stderr
    assert "metadata/undescribed.csv: left as it is; expected a sheet saved as UTF-8" in said
    assert path.read_bytes() == sheet


def test_what_is_not_taken_in_is_said(workshop, tmp_path):
    (workshop.root / "inbox").mkdir()
    workshop.write("inbox/a.txt", "A text.")
    assert "1 copied to collection/" in workshop.run("ingest", str(workshop.root / "inbox")).stdout
    hidden = tmp_path / ".dot.txt"
    hidden.write_text("hidden")
    assert "a hidden name" in workshop.run("ingest", str(hidden), status=1).stderr
    workshop.write("collection/.folder/a.txt", "hidden")
    assert "collection/.folder: warning: a hidden folder, passed over" in workshop.run("ingest").stderr
    policy = tmp_path / "policy.yaml"
    policy.write_text("default: public\n")
    assert "is the archive's own" in workshop.run("ingest", str(policy), status=1).stderr
    assert "no original of this name" in workshop.run("ingest", "--accept", "collection/nope.txt", status=1).stderr


def test_pictures_that_were_lost_are_made_again(workshop):
    workshop.photo("collection/a.jpg")
    workshop.write("metadata/records/a.yaml", "id: a\ntitle: A\nfiles: [a.jpg]\naccess: hidden\n")
    workshop.run("publish", "--yes")
    shutil.rmtree(workshop.root / ".archive/derivatives")
    workshop.write("metadata/records/a.yaml", "id: a\ntitle: A\nfiles: [a.jpg]\n")
    workshop.run("publish", "--yes")
    with workshop.edition() as edition:
        assert edition.execute("SELECT count(*) FROM files").fetchone() == (2,)


def test_a_removal_that_was_cut_short_stands_in_nobodys_way(two):
    digest = json.loads((two.root / "public/edition.json").read_text())["digest"]
    before = two.public_ids()
    item(two, "z")
    two.run("publish", "--yes")
    (two.root / "public/editions" / digest).mkdir()
    (two.root / "metadata/records/z.yaml").unlink()
    two.run("publish", "--yes")
    assert two.public_ids() == before


@pytest.mark.parametrize(
    "content", ["{", "{}", '{"digest": "../x", "made": ""}', "[]", '{"digest": "x", "made": "", "valid_until": "soon"}']
)
def test_a_damaged_pointer_is_said_and_mended_by_publishing(two, content):
    two.write("public/edition.json", content)
    assert "public/edition.json: damaged" in two.run("export", "json", status=1).stderr
    two.run("publish", "--yes")
    assert two.public_ids() == {"x", "y"}
