"""Draws docs/pages.png, the picture in README.md, from the PDFs in build/.

make book && .venv/bin/python scripts/pages.py
"""

from pathlib import Path

import pypdfium2
from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
PAGES = (0, 3)
"""Cover and first page of the thread, counted from 0."""
WIDTH, GAP, GROUND = 520, 24, "#8b8a86"


def drawn(pdf: Path) -> list[Image.Image]:
    """The chosen pages, each WIDTH pixels wide."""
    document = pypdfium2.PdfDocument(pdf)
    pages = [document[number] for number in PAGES]
    return [page.render(scale=WIDTH / page.get_width()).to_pil() for page in pages]


def main() -> None:
    """One row for each language."""
    rows = [drawn(path) for path in sorted((ROOT / "build").glob("*.pdf"))]
    height = max(image.height for row in rows for image in row)
    cells = len(rows) * len(PAGES)
    size = (cells * (WIDTH + GAP) + GAP, height + 2 * GAP)
    sheet = Image.new("RGB", size, GROUND)
    for number, image in enumerate(image for row in rows for image in row):
        sheet.paste(image, (GAP + number * (WIDTH + GAP), GAP))
    half = sheet.resize((sheet.width // 2, sheet.height // 2), Image.Resampling.LANCZOS)
    half.quantize(128, Image.Quantize.MAXCOVERAGE).save(ROOT / "docs" / "pages.png", optimize=True)


if __name__ == "__main__":
    main()
