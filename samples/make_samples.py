"""Makes the sample photos: `python samples/make_samples.py`.

Renders slides and photographs them with the camera model. Writes the photos that the posts show,
and `truth.json`: the corners, title, lines and links of each photo. All seeds are fixed: the same
fonts give the same photos.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pillow_heif
from camera import Pixels, Scene, photograph
from decks import (
    BLACK,
    DARK,
    GREEN,
    LIGHT,
    Slide,
    bullets,
    chart,
    code,
    columns,
    diagram,
    table,
)
from PIL import Image

HERE = Path(__file__).parent
IMG = "static/img/northwind"
EDGE = "content/posts/edge-caching"
DAY1, DAY2 = "content/posts/northwind-day-1.md", "content/posts/northwind-day-2.md"


@dataclass(frozen=True)
class Shot:
    """A photo to take.

    Attributes:
        path: Relative to `samples/`.
        slide: The slide in the photo; None if there is none.
        scene: How it is photographed.
        taken: EXIF date.
        links: Post, line and anchor of each reference to the photo.
        turned: EXIF orientation with which it is stored.
    """

    path: str
    slide: Slide | None
    scene: Scene
    taken: str
    links: tuple[tuple[str, int, str | None], ...]
    turned: int = 1


def shots() -> list[Shot]:
    """All photos of the samples."""
    lake = "building-a-data-lake-on-a-budget"
    return [
        Shot(
            f"{IMG}/IMG_4101.jpg",
            bullets(
                DARK,
                ["Welcome to Northwind Days"],
                [
                    "Two tracks, forty talks",
                    "Badges open every door",
                    "Questions at the microphone",
                ],
                1,
            ),
            Scene(yaw=-14, pitch=6, distance=0.66, room=0.06, heads=2, rainbow=0.2),
            "2025:10:14 09:02:11",
            ((DAY1, 10, None),),
        ),
        Shot(
            f"{IMG}/IMG_4102.jpg",
            chart(
                LIGHT,
                "Talks submitted per year",
                [("2021", 112), ("2022", 168), ("2023", 205), ("2024", 261), ("2025", 340)],
                4,
            ),
            Scene(display="screen", yaw=22, pitch=5, distance=0.72, room=0.1, keystone=0.0),
            "2025:10:14 09:20:40",
            ((DAY1, 16, "keynote-the-year-in-numbers"),),
        ),
        Shot(
            f"{IMG}/IMG_4103.jpg",
            columns(
                GREEN,
                "Where the budget goes",
                ["Platform", "People"],
                [
                    ["Storage and backup", "Network traffic", "Build minutes", "Support plans"],
                    ["On-call weeks", "Training days", "Travel to talks", "Coffee, plenty"],
                ],
                7,
            ),
            Scene(yaw=-25, pitch=8, roll=1.5, distance=0.7, room=0.15, keystone=0.05),
            "2025:10:14 09:31:02",
            ((DAY1, 18, "keynote-the-year-in-numbers"),),
        ),
        Shot(
            f"{IMG}/IMG_4104.jpg",
            bullets(
                LIGHT,
                ["Why a data lake needs a map"],
                [
                    "Files in folders are not a data lake",
                    "Every table has an owner",
                    "Schemas are checked on write",
                    "  late data lands in quarantine",
                    "Old versions stay readable",
                ],
                12,
            ),
            Scene(yaw=18, pitch=4, distance=0.74, room=0.05, moire=0.35),
            "2025:10:14 11:05:33",
            ((DAY1, 24, lake),),
            turned=6,
        ),
        Shot(
            f"{IMG}/IMG_4105.jpg",
            diagram(
                DARK,
                "From raw files to answers",
                [
                    ("Landing", "as received"),
                    ("Clean", "typed and checked"),
                    ("Serving", "ready for queries"),
                ],
                15,
            ),
            Scene(display="television", yaw=-20, pitch=3, distance=0.78, room=0.5, glare=0.4),
            "2025:10:14 11:12:09",
            ((DAY1, 30, "zones"),),
        ),
        Shot(
            f"{IMG}/IMG_4106.jpg",
            table(
                LIGHT,
                "What the lake costs",
                [
                    ["Item", "Before", "After"],
                    ["Storage", "410", "265"],
                    ["Scans", "690", "120"],
                    ["Compaction", "0", "85"],
                    ["Total", "1100", "470"],
                ],
                18,
            ),
            Scene(yaw=10, pitch=9, distance=0.68, room=0.08, motion=3, heads=1),
            "2025:10:14 11:24:51",
            ((DAY1, 34, "zones"),),
        ),
        Shot(
            f"{IMG}/IMG_4107.jpg",
            bullets(
                BLACK,
                ["Questions we did not answer"],
                ["Who pays for idle clusters?", "How long is long enough?"],
                40,
            ),
            Scene(display="television", yaw=28, pitch=-3, distance=0.6, room=0.6),
            "2025:10:14 17:40:00",
            (),
        ),
        Shot(
            f"{IMG}/IMG_4201.jpg",
            bullets(
                DARK,
                ["Deploy small,", "deploy often"],
                ["One change per release", "Roll forward, not back", "Watch the error budget"],
                3,
            ),
            Scene(yaw=-32, pitch=6, distance=0.66, room=0.07, vignette=0.5),
            "2025:10:15 09:45:12",
            ((DAY2, 10, "running-it-deploy-without-fear"),),
        ),
        Shot(
            f"{IMG}/IMG_4202.jpg",
            code(
                BLACK,
                "A rollout in five lines",
                [
                    "rollout:",
                    "  strategy: canary",
                    "  steps: [5, 25, 100]",
                    "  pause: 10m",
                    "  abort_on: errors",
                ],
                9,
            ),
            Scene(display="stage", yaw=8, pitch=5, distance=0.62),
            "2025:10:15 10:02:44",
            ((DAY2, 12, "running-it-deploy-without-fear"),),
        ),
        Shot(
            f"{IMG}/IMG_4203.HEIC",
            bullets(
                LIGHT,
                ["Datenräume für den Mittelstand"],
                [
                    "Verträge zuerst, Technik danach",
                    "Schnittstellen müssen prüfbar sein",
                    "Größe ist kein Vorteil",
                ],
                6,
                "de",
            ),
            Scene(yaw=16, pitch=7, distance=0.7, room=0.2, clutter=4),
            "2025:10:15 11:11:11",
            ((DAY2, 16, "zürich-datenräume"),),
        ),
        Shot(
            f"{IMG}/IMG_4204.jpg",
            bullets(
                GREEN,
                ["La mise en cache côté serveur"],
                [
                    "Répondre près des lecteurs",
                    "Où placer les données ?",
                    "Éviter les réponses périmées",
                ],
                11,
                "fr",
            ),
            Scene(
                yaw=-12,
                pitch=10,
                roll=-2,
                distance=0.7,
                room=0.12,
                noise=6,
                width=1200,
                height=1600,
            ),
            "2025:10:15 14:03:20",
            ((DAY2, 20, "lyon--la-mise-en-cache"),),
        ),
        Shot(
            f"{IMG}/IMG_4205.png",
            bullets(
                DARK,
                ["全文検索の仕組み"],
                ["文書を単語に分ける", "索引を作成する", "結果を順位付けする"],
                5,
                "ja",
            ),
            Scene(yaw=9, pitch=4, distance=0.85, room=0.06, noise=0.6, width=1000, height=750),
            "2025:10:15 15:30:00",
            ((DAY2, 25, "東京-検索"),),
        ),
        Shot(
            f"{IMG}/IMG_4206.webp",
            diagram(
                LIGHT,
                "Streams end in the same lake",
                [("Queue", "ordered"), ("Window", "five minutes"), ("Table", "append only")],
                21,
            ),
            Scene(display="screen", yaw=-18, pitch=2, distance=0.75, room=0.3, clutter=5),
            "2025:10:15 16:15:05",
            ((DAY2, 29, "streams"),),
        ),
        Shot(
            f"{EDGE}/rollout.jpg",
            bullets(
                DARK,
                ["What we cache at the edge"],
                ["Images and fonts", "Search suggestions", "Nothing with a cookie"],
                8,
            ),
            Scene(yaw=24, pitch=5, distance=0.42, room=0.1, clutter=3, heads=3),
            "2024:11:20 10:00:00",
            ((f"{EDGE}/index.md", 11, "what-we-cache"),),
        ),
        Shot(
            f"{EDGE}/latency.jpg",
            chart(
                DARK,
                "Median latency by region",
                [("Oslo", 48), ("Porto", 61), ("Quito", 140), ("Perth", 175)],
                14,
            ),
            Scene(display="television", yaw=-8, pitch=6, distance=0.8, room=0.35),
            "2024:11:20 10:12:00",
            ((f"{EDGE}/index.md", 15, "what-we-measured"),),
        ),
        Shot(
            f"{IMG}/IMG_4108.jpg",
            None,
            Scene(display="none", room=0.5, clutter=6, width=1000, height=750),
            "2025:10:14 18:30:00",
            (),
        ),
    ]


def main() -> None:
    """Takes all photos."""
    truth = []
    for number, shot in enumerate(shots()):
        blank = np.zeros((720, 1280, 3), np.uint8)
        pixels = shot.slide.pixels() if shot.slide else blank
        photo, quad = photograph(pixels, shot.scene, seed=4100 + number)
        save(HERE / shot.path, photo, shot)
        truth.append(
            {
                "image": shot.path,
                "quad": quad,
                "title": shot.slide.title if shot.slide else None,
                "lines": shot.slide.lines if shot.slide else [],
                "language": shot.slide.language if shot.slide else None,
                "taken": shot.taken.replace(":", "-", 2).replace(" ", "T"),
                "links": [{"post": p, "line": n, "anchor": a} for p, n, a in shot.links],
            }
        )
    text = json.dumps(truth, ensure_ascii=False, indent=1)
    (HERE / "truth.json").write_text(text + "\n", encoding="utf-8")


def save(path: Path, photo: Pixels, shot: Shot) -> None:
    """Writes a photo with its EXIF data, turned as a phone stores it."""
    if shot.turned == 6:  # viewers turn it by 90° clockwise, so it is stored counter-clockwise
        photo = np.ascontiguousarray(cv2.rotate(photo, cv2.ROTATE_90_COUNTERCLOCKWISE))
    image = Image.fromarray(photo)
    exif = Image.Exif()
    exif[0x0112] = shot.turned
    exif.get_ifd(0x8769)[0x9003] = shot.taken
    path.parent.mkdir(parents=True, exist_ok=True)
    suffix = path.suffix.lower()
    if suffix == ".heic":
        pillow_heif.register_heif_opener()
        image.save(path, format="HEIF", quality=60, exif=exif)
    elif suffix == ".png":
        image.quantize(200).save(path, exif=exif, optimize=True)
    elif suffix == ".webp":
        image.save(path, quality=70, exif=exif)
    else:
        image.save(path, quality=78, exif=exif, optimize=True, progressive=True)


if __name__ == "__main__":
    main()
