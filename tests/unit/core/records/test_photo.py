"""A detection knows the corners, and who decided on them."""

from __future__ import annotations

from slidescan.core.geometry import PhotoQuad
from slidescan.core.records import AcceptedCorners, Detection, NoSlide, RejectedCorners, SlideAt

QUAD = PhotoQuad.rectangle(400, 300)


def test_stored_members_decide_the_kind_of_corners() -> None:
    assert Detection.of(QUAD, 0.7) == Detection(AcceptedCorners(QUAD, 0.7))
    assert Detection.of(None, 0.1, turn=90) == Detection(RejectedCorners(0.1), 90)
    assert Detection.of(QUAD, 0.7, by="person") == Detection(SlideAt(QUAD))
    assert Detection.of(None, 1.0, by="person") == Detection(NoSlide())


def test_a_person_s_decision_has_full_confidence() -> None:
    detection = Detection(NoSlide())
    assert (detection.quad, detection.confidence, detection.by) == (None, 1.0, "person")


def test_corners_are_rejected_with_their_confidence() -> None:
    detection = Detection(AcceptedCorners(QUAD, 0.4), 180, "ff").uncropped()
    assert detection == Detection(RejectedCorners(0.4), 180, "ff")


def test_corners_scale_with_the_photo() -> None:
    assert SlideAt(QUAD).scaled(2.0).quad == PhotoQuad.rectangle(800, 600)
    assert NoSlide().scaled(2.0) == NoSlide()
