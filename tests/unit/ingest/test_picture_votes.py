"""One of the copies of a picture votes, however many there are and in whatever order they come."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from slidescan.ingest.duplicates import FingerprintIndex
from slidescan.ingest.picture_groups import has_vote
from slidescan.ingest.picture_votes import PictureVotes
from slidescan.ingest.traces import EVENT_VOTE, FOLDER_VOTE, picture_of
from slidescan.store.catalogue import Catalogue
from slidescan.store.derivation import StoredTrace

NEAR = ("0000000000000000", "000000000000000f", "00000000000000ff", "0000000000ffffff", "")
LINES = (("a", "b", "c"), ("a", "b"), ("a", "x", "y"), ("z",), ())


def trace(chance: random.Random, image: str) -> StoredTrace:
    keys = json.dumps(chance.choice(LINES))
    folder = image.split("/")[1]
    return StoredTrace(image, "e", folder, chance.choice(NEAR), "{}", "[]", keys)


def by_a_look_at_all(of: StoredTrace, traces: dict[str, StoredTrace]) -> int:
    others = [each for each in traces.values() if each.image != of.image]
    in_event = has_vote(picture_of(of), map(picture_of, others))
    in_folder = in_event or has_vote(
        picture_of(of), (picture_of(each) for each in others if each.folder == of.folder)
    )
    return FOLDER_VOTE * in_folder + EVENT_VOTE * in_event


@pytest.mark.parametrize("is_new", [True, False])
@pytest.mark.parametrize("seed", range(4))
def test_votes_equal_a_look_at_all_pictures(tmp_path: Path, seed: int, is_new: bool) -> None:
    chance = random.Random(seed)
    images = [f"talks/{n % 3}/{n:02d}.jpg" for n in range(14)]
    with Catalogue.open(tmp_path, write=True) as catalogue, catalogue.transaction():
        traces: dict[str, StoredTrace] = {}
        if not is_new:
            for image in images[:6]:
                traces[image] = trace(chance, image)
            catalogue.derivation.put_traces(traces.values())
        fingerprints = FingerprintIndex(catalogue)
        for each in traces.values():
            fingerprints.put_picture(each.image, each.fingerprint)
        votes = PictureVotes(catalogue.derivation, "e", fingerprints, is_new=is_new)
        voted = {image: by_a_look_at_all(each, traces) for image, each in traces.items()}
        for _ in range(60):
            image = chance.choice(images)
            before = traces.pop(image, None)
            affected = {image}
            if before is not None:
                votes.remove(before)
                affected |= votes.affected(before)
            if before is None or chance.random() < 0.5:
                after = traces[image] = trace(chance, image)
                fingerprints.put_picture(image, after.fingerprint)
                votes.add(after)
                affected |= votes.affected(after)
            now = {i: by_a_look_at_all(each, traces) for i, each in traces.items()}
            assert {i: votes.votes_of(each) for i, each in traces.items()} == now
            assert {i for i in now.keys() & voted.keys() if now[i] != voted[i]} <= affected
            voted = now
