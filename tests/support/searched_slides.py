"""Slides that the tests of search indexes share."""

from __future__ import annotations

from support.factories import link, slide

SLIDES = (
    slide("a.jpg", ("Building a Data Lake", "Kinesis streams", "Amazon S3"), links=[link()]),
    slide(
        "b.jpg",
        ("AWS CodePipeline", "Builds and deploys data", "10 GB of 1,000"),
        links=[link("p/b.md", date="2024-01-05", tags=("Ops", "a,b"), section=("Delivery",))],
    ),
    slide("c.jpg", ("Running shoes", "the runner runs", "DataLake")),
    slide("d.jpg", ("Verträge", "Schnittstellen prüfen"), languages=("de",)),
    slide("e.jpg", ("Архитектура", "Потоки данных"), languages=("ru",)),
    slide("f.jpg", ("全文検索の仕組み", "索引"), languages=("ja",)),
    slide(
        "h.jpg", ("About us", "Contact: luis.p@example.com", "https://example.com/blog/2017?x=1")
    ),
    slide("g.jpg", (), links=[link("p/g.md", date="2020-02-03", section=("Lake views",))]),
)
