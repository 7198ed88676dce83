"""What is to be seen on a drawing, by its pixels."""

from __future__ import annotations

import copy
import io
from typing import Any

import resvg_py
from lxml import etree  # type: ignore[import-untyped]
from PIL import Image

MARKS = ("lettering", "bar")
"""The classes of what is written and drawn on a map or chart by our templates."""


def ink(png: bytes) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of what is not transparent."""
    box = Image.open(io.BytesIO(png)).convert("RGBA").getchannel("A").getbbox()
    assert box, "nothing is drawn"
    return box


def marks(svg: bytes) -> list[Any]:
    """The elements of a drawing that must not overlap; those that draw nothing are left out."""
    elements = etree.fromstring(svg).iter()
    return [one for one in elements if one.get("class") in MARKS and one.get("d") != ""]


def alone(svg: bytes, mark: Any) -> Image.Image:
    """Where ``mark`` has ink, if nothing else is drawn: white on black, a pixel a unit."""
    root = etree.fromstring(svg)
    for child in list(root):
        root.remove(child)
    root.append(copy.deepcopy(mark))
    png = bytes(resvg_py.svg_to_bytes(svg_string=etree.tostring(root, encoding="unicode")))
    inked = Image.open(io.BytesIO(png)).convert("RGBA").getchannel("A")
    return inked.point(lambda value: 255 if value > 64 else 0)
