"""A policy can be tightened in silence, and never loosened in silence."""

from __future__ import annotations

import pytest

RECORD = "id: bench\nkind: photo\ntitle: A bench\n---\nid: note\nkind: article\ntitle: A note\n"


@pytest.fixture
def published(workshop):
    workshop.write("metadata/policy.yaml", "kinds: {photo: closed, article: hidden}\n")
    workshop.write("metadata/two.yaml", RECORD)
    workshop.run("publish", "--yes")
    return workshop


def test_each_rule_that_opens_something_is_named_with_what_it_opens(published):
    published.write("metadata/policy.yaml", "kinds: {photo: public, article: closed}\n")
    said = published.run("publish", "--preview").stderr
    assert "policy.yaml: kinds: photo: public, where it was closed: opens 1 item: bench." in said
    assert "policy.yaml: kinds: article: closed, where it was hidden: opens 1 item: note." in said


def test_it_is_said_again_until_somebody_agrees(published):
    published.write("metadata/policy.yaml", "kinds: {photo: closed, article: closed}\n")
    for _ in range(2):
        assert "opens 1 item: note." in published.run("publish", status=1).stderr
    assert "opens" in published.run("publish", "--yes").stderr
    assert "opens" not in published.run("publish").stderr


def test_a_tighter_policy_says_nothing_of_opening(published):
    published.write("metadata/policy.yaml", "default: hidden\n")
    done = published.run("publish")
    assert "opens" not in done.stderr
    assert "Published: 0 of 2" in done.stdout


def test_a_default_that_loosens_is_named(published):
    published.write("metadata/policy.yaml", "default: closed\nkinds: {photo: closed}\n")
    assert "kinds: article: not named, where it was hidden: opens" not in published.run("publish", "--preview").stderr
    published.write("metadata/policy.yaml", "default: closed\nkinds: {photo: closed, article: hidden}\n")
    published.write("metadata/other.yaml", "id: other\nkind: other\ntitle: Another\n")
    said = published.run("publish", "--preview").stderr
    assert "policy.yaml: default: closed, where it was hidden: opens 1 item: other." in said
