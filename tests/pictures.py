"""What is to be seen on a drawing, by its pixels."""

from __future__ import annotations

import io

from PIL import Image


def ink(png: bytes) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of what is not transparent."""
    box = Image.open(io.BytesIO(png)).convert("RGBA").getchannel("A").getbbox()
    assert box, "nothing is drawn"
    return box
