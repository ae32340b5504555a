"""Draw the pictures of the sample collection: `python tools/draw_sample.py`.

Run by hand; what it makes is committed. The same versions of Pillow and of the DejaVu fonts (on Debian: fonts-dejavu)
make the same bytes again.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PIL import ExifTags, Image, ImageDraw, ImageFont

COLLECTION = Path(__file__).resolve().parent.parent / "collection"
FONTS = Path("/usr/share/fonts/truetype/dejavu")

PAPER, INK, GREY, LINE, BLUE, FLAME = "#f5f2ec", "#2c2b29", "#77736b", "#cbc6bb", "#43566b", "#b9822f"
WIDTH, HEIGHT, MARGIN = 1600, 1100, 110
OVERSAMPLING = 2
SAYS = "Рисунок проекта, не снимок и не документ  ·  A drawing by the project: neither a photograph nor a document"

Point = tuple[float, float]


class Sheet:
    """A sheet of paper to draw on, in pixels of the finished picture; the line at its foot says what it is."""

    def __init__(self, width: int = WIDTH, height: int = HEIGHT, says: str = SAYS) -> None:
        self.width, self.height = width, height
        self.image = Image.new("RGB", (width * OVERSAMPLING, height * OVERSAMPLING), PAPER)
        self.draw = ImageDraw.Draw(self.image)
        self.text((width / 2, height - 44), says, 19, colour=GREY, anchor="mm")

    def text(
        self,
        at: Point,
        words: str,
        size: int,
        *,
        face: str = "Sans",
        colour: str = INK,
        anchor: str = "ls",
        halo: int = 0,
    ) -> None:
        font = ImageFont.truetype(FONTS / f"DejaVu{face}.ttf", size * OVERSAMPLING)
        self.draw.text(
            _scaled(at),
            words,
            font=font,
            fill=colour,
            anchor=anchor,
            stroke_width=halo * OVERSAMPLING,
            stroke_fill=PAPER,
        )

    def lines(self, at: Point, words: Iterable[str], size: int, *, leading: float = 1.5, colour: str = INK) -> None:
        for number, line in enumerate(words):
            self.text((at[0], at[1] + number * size * leading), line, size, colour=colour)

    def line(self, start: Point, end: Point, *, colour: str = LINE, width: int = 2) -> None:
        self.draw.line([_scaled(start), _scaled(end)], fill=colour, width=width * OVERSAMPLING)

    def box(self, corner: Point, size: Point, *, colour: str | None = LINE, fill: str | None = None) -> None:
        far = (corner[0] + size[0], corner[1] + size[1])
        self.draw.rectangle([_scaled(corner), _scaled(far)], outline=colour, fill=fill, width=2 * OVERSAMPLING)

    def dot(self, at: Point, radius: float, *, colour: str = INK) -> None:
        corners = (at[0] - radius, at[1] - radius), (at[0] + radius, at[1] + radius)
        self.draw.ellipse([_scaled(corner) for corner in corners], fill=colour)

    def polygon(self, points: Iterable[Point], colour: str) -> None:
        self.draw.polygon([_scaled(point) for point in points], fill=colour)

    def flame(self, at: Point, colour: str) -> None:
        x, y = at
        self.polygon([(x, y - 12), (x + 6, y + 2), (x, y + 9), (x - 6, y + 2)], colour)

    def arrow(self, start: Point, end: Point) -> None:
        """A level arrow from left to right."""
        self.line(start, (end[0] - 12, end[1]), colour=GREY)
        self.polygon([end, (end[0] - 16, end[1] - 8), (end[0] - 16, end[1] + 8)], GREY)

    def title(self, russian: str, english: str) -> None:
        self.text((MARGIN, 130), russian, 40, face="Serif")
        self.text((MARGIN, 178), english, 26, face="Serif-Italic", colour=GREY)
        self.line((MARGIN, 212), (self.width - MARGIN, 212))

    def finished(self) -> Image.Image:
        return self.image.resize((self.width, self.height), Image.Resampling.LANCZOS)

    def save(self, name: str) -> None:
        flat = self.finished().quantize(128, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        flat.save(COLLECTION / "pictures" / name, optimize=True)


def _scaled(point: Point) -> Point:
    return point[0] * OVERSAMPLING, point[1] * OVERSAMPLING


def title_card() -> None:
    sheet = Sheet()
    middle = WIDTH / 2
    for number, name in enumerate(("Беслан", "Беслӕн", "Beslan")):
        sheet.text((middle, 300 + number * 130), name, 92, face="Serif", anchor="ms")
    sheet.line((middle - 60, 650), (middle + 60, 650))
    sheet.text((middle, 740), "1–3. IX. 2004", 44, face="Serif", anchor="ms")
    sheet.text((middle, 830), "Образец архива  ·  A sample archive", 28, colour=GREY, anchor="ms")
    sheet.save("title-card.png")


def map_scheme() -> None:
    """Five towns by their coordinates; no borders, no rivers: nothing that would need another source."""
    sheet = Sheet()
    sheet.title("Северная Осетия — Алания: схема", "North Ossetia–Alania: a scheme without borders  ·  Цӕгат Ирыстон")
    left, top, per_degree = 520, 290, 740
    west, north, narrowing = 43.9, 43.85, 0.726  # the cosine of 43.4 degrees

    def at(latitude: float, longitude: float) -> Point:
        return left + (longitude - west) * per_degree * narrowing, top + (north - latitude) * per_degree

    for tenths in range(440, 451, 2):
        x = at(north, tenths / 10)[0]
        sheet.line((x, top), (x, 980), width=1)
        sheet.text((x, 282), f"{tenths / 10:.1f}° E", 17, colour=GREY, anchor="ms")
    for tenths in range(430, 439, 2):
        y = at(tenths / 10, west)[1]
        sheet.line((left, y), (left + 660, y), width=1)
        sheet.text((left - 14, y), f"{tenths / 10:.1f}° N", 17, colour=GREY, anchor="rm")
    towns = (
        (43.75, 44.66, "Моздок", "Мӕздӕг · Mozdok", "lm"),
        (43.18, 44.30, "Ардон", "Ӕрыдон · Ardon", "rm"),
        (43.04, 44.22, "Алагир", "Alagir", "rm"),
        (43.02, 44.68, "Владикавказ", "Дзӕуджыхъӕу · Vladikavkaz", "lm"),
    )
    for latitude, longitude, russian, others, anchor in towns:
        x, y = at(latitude, longitude)
        sheet.dot((x, y), 7, colour=BLUE)
        aside = 20 if anchor == "lm" else -20
        sheet.text((x + aside, y - 13), russian, 25, anchor=anchor, halo=6)
        sheet.text((x + aside, y + 17), others, 19, colour=GREY, anchor=anchor, halo=6)
    x, y = at(43.19, 44.54)
    sheet.dot((x, y), 13, colour=FLAME)
    sheet.text((x + 28, y - 16), "Беслан", 36, face="Serif", anchor="lm", halo=6)
    sheet.text((x + 28, y + 20), "Беслӕн · Beslan", 22, colour=GREY, anchor="lm", halo=6)
    sheet.save("map.png")


def timeline() -> None:
    sheet = Sheet()
    sheet.title("Даты и источники", "Dates and their sources")
    rows = (
        ("1.IX.2004", "Захват школы № 1", "School No. 1 is seized", "ECHR, Information Note 206"),
        ("1.IX.2004", "Заявление Совета Безопасности ООН", "UN Security Council statement", "S/PRST/2004/31"),
        ("3.IX.2004", "Взрывы, пожар, штурм", "Explosions, fire, storming", "ECHR, Information Note 206"),
        ("6–7.IX.2004", "Дни траура в России", "Days of mourning in Russia", "РИА Новости / Sputnik, 4.IX.2004"),
        ("21.VII.2005", "3 сентября — памятная дата", "3 September: a day of remembrance", "Федеральный закон"),
        ("2005", "Памятник «Древо скорби»", "The monument “Tree of Grief”", "Ставропольская правда, 6.IX.2005"),
        ("13.IV.2017", "Постановление ЕСПЧ", "European Court's judgment", "ECLI:CE:ECHR:2017:0413JUD002656207"),
        ("IX.2024", "Центр «Беслан. Школа № 1»", "The centre “Beslan. School No. 1”", "Sputnik, 2.IX.2024"),
    )
    sheet.line((372, 262), (372, 1000), colour=GREY)
    for number, (day, russian, english, source) in enumerate(rows):
        y = 284 + number * 94
        sheet.dot((372, y), 8, colour=FLAME if number < 3 else BLUE)
        sheet.text((344, y), day, 25, face="Serif", anchor="rm")
        sheet.text((404, y - 15), russian, 25, anchor="lm")
        sheet.text((404, y + 17), english, 20, colour=GREY, anchor="lm")
        sheet.text((WIDTH - MARGIN, y), source, 18, colour=GREY, anchor="rm")
    sheet.save("timeline.png")


def lights() -> None:
    """334 lights, 186 of them bright: one for each of the dead, the bright ones for the children."""
    sheet = Sheet()
    # 6 rows of 31 and 4 rows of 37: both blocks are full, both as wide as the sheet.
    for count, columns, top, colour in ((186, 31, 280, FLAME), (148, 37, 668, BLUE)):
        step = (WIDTH - 2 * MARGIN - 12) / (columns - 1)
        for number in range(count):
            row, column = divmod(number, columns)
            x, y = MARGIN + 6 + column * step, top + row * 60
            sheet.line((x, y + 12), (x, y + 34), colour=LINE, width=5)
            sheet.flame((x, y), colour)
    sheet.text((MARGIN, 150), "334", 92, face="Serif")
    sheet.text((330, 118), "погибших, из них 186 детей", 30)
    sheet.text((330, 158), "dead, 186 of them children", 24, colour=GREY)
    sheet.flame((120, 950), FLAME)
    sheet.text((144, 950), "186  дети · children", 20, anchor="lm")
    sheet.flame((420, 950), BLUE)
    sheet.text((444, 950), "148  взрослые · adults", 20, anchor="lm")
    source = "European Court of Human Rights, Information Note on the Court's case-law 206, April 2017"
    sheet.text((MARGIN, 1004), source, 19, colour=GREY)
    sheet.save("lights.png")


def way_of_a_file() -> None:
    sheet = Sheet()
    sheet.title("Путь файла: от исходного до читателя", "The way of a file, from the original to the reader")
    steps = (
        ("Исходный файл", "Original", ("как получен", "никогда не меняется", "SHA-256 записан")),
        ("Копия для чтения", "Derivative", ("меньше", "без координат", "без номера камеры")),
        ("Выпуск", "Edition", ("только то,", "что разрешено", "публиковать")),
    )
    wide, gap, top = 380, 120, 330
    for number, (russian, english, remarks) in enumerate(steps):
        x = MARGIN + number * (wide + gap)
        sheet.box((x, top), (wide, 330), colour=BLUE, fill="#fbfaf7")
        sheet.text((x + 32, top + 66), russian, 31, face="Serif")
        sheet.text((x + 32, top + 104), english, 21, colour=GREY)
        sheet.line((x + 32, top + 132), (x + wide - 32, top + 132))
        sheet.lines((x + 32, top + 180), remarks, 23, leading=1.75)
        if number:
            sheet.arrow((x - gap + 16, top + 165), (x - 16, top + 165))
    words = (
        "Чего в выпуске нет, того из него нельзя достать: ни поиском, ни запросом, ни скачиванием.",
        "What is not in the edition cannot be got out of it: not by searching, not by SQL, not by downloading.",
    )
    sheet.text((MARGIN, 800), words[0], 24)
    sheet.text((MARGIN, 842), words[1], 20, colour=GREY)
    sheet.save("way-of-a-file.png")


def levels() -> None:
    sheet = Sheet()
    sheet.title("Три уровня доступа", "Three levels of access")
    rows = (
        ("public", "Открыто", "описание и сам материал", "the description and the thing itself", 3),
        ("closed", "Закрыто", "описание есть, материала не видно", "described, not readable", 2),
        ("hidden", "Скрыто", "не видно даже, что он есть", "not even that it exists", 0),
    )
    for number, (level, russian, means, english, filled) in enumerate(rows):
        y = 330 + number * 220
        for part in range(3):
            x = MARGIN + part * 74
            known = part < filled
            sheet.box((x, y - 44), (58, 88), colour=BLUE if known else LINE, fill=BLUE if known else None)
        sheet.text((400, y - 12), russian, 38, face="Serif")
        sheet.text((400, y + 36), level, 24, face="SansMono", colour=GREY)
        sheet.text((740, y - 12), means, 27)
        sheet.text((740, y + 32), english, 22, colour=GREY)
    sheet.text((MARGIN, 960), "Где ничего не сказано, там скрыто.  ·  Where nothing is said, it is hidden.", 24)
    sheet.save("levels.png")


def window() -> None:
    """A high window of squares, as gymnasiums have; the likeness of no building."""
    sheet = Sheet()
    left, top, wide, high, columns, rows = 500, 150, 600, 700, 4, 5
    sheet.box((left - 26, top - 26), (wide + 52, high + 52), colour=GREY)
    for column in range(columns):
        for row in range(rows):
            corner = (left + column * wide / columns + 7, top + row * high / rows + 7)
            shade = ("#e3e8ec", "#dce3e9", "#e9ecee")[(column * 2 + row) % 3]
            sheet.box(corner, (wide / columns - 14, high / rows - 14), colour="#aab4bd", fill=shade)
    sheet.line((left - 60, 920), (left + wide + 60, 920), colour=GREY, width=3)
    says = "Окно вообще, не окно какого-либо здания  ·  A window, and of no building in particular"
    sheet.text((WIDTH / 2, 985), says, 24, anchor="ms", colour=GREY)
    sheet.save("window.png")


def cards() -> None:
    """Four index cards, each with a date that is not certain in its own way."""
    rows = (
        ("about", "1987~", "около 1987 года", "about 1987"),
        ("decade", "199X", "девяностые годы", "some year of the 1990s"),
        ("interval", "1998/2001", "с 1998 по 2001 год", "from 1998 to 2001"),
        ("words", "—", "в начале учебного года", "at the beginning of a school year"),
    )
    for number, (name, edtf, russian, english) in enumerate(rows, 1):
        sheet = Sheet(1000, 640, "Образец карточки, составлен проектом  ·  A specimen card made by the project")
        sheet.box((40, 40), (920, 520), fill="#fffdf8")
        sheet.text((80, 110), f"Карточка {number}  ·  Card {number}", 22, colour=GREY)
        for line in range(5):
            sheet.line((80, 150 + line * 80), (920, 150 + line * 80), width=1)
        sheet.text((80, 215), "Дата · Date", 20, colour=GREY)
        sheet.text((300, 215), russian, 30, face="Serif")
        sheet.text((300, 295), english, 25, face="Serif-Italic", colour=GREY)
        sheet.text((80, 375), "EDTF", 20, colour=GREY)
        sheet.text((300, 375), edtf, 30, face="SansMono")
        sheet.text((80, 455), "За этой датой не стоит никакого события. No event stands behind it.", 20, colour=GREY)
        sheet.save(f"card-{number}-{name}.png")


def register() -> None:
    """Front and back of a sheet on which something is entered as it comes in: an item of two files."""
    says = "Образец бланка, составлен проектом  ·  A specimen form made by the project"
    front, back = Sheet(1000, 1300, says), Sheet(1000, 1300, says)
    for sheet, side in ((front, "лицевая сторона · front"), (back, "оборот · back")):
        sheet.box((50, 50), (900, 1170), fill="#fffdf8")
        sheet.text((900, 110), side, 19, colour=GREY, anchor="rs")
    front.text((100, 160), "Лист поступления", 40, face="Serif")
    front.text((100, 204), "Accession sheet", 24, face="Serif-Italic", colour=GREY)
    entries = (
        ("Номер", "Number", "2026-001 (образец)"),
        ("Получено", "Received", "дата"),
        ("Что это", "What it is", "фотография, запись, бумаги"),
        ("Сколько файлов", "Files", "число"),
        ("Кто создал", "Made by", "если известно"),
        ("Когда", "When", "как написано, с сомнением"),
        ("Права", "Rights", "чьи и какие"),
    )
    for number, (russian, english, hint) in enumerate(entries):
        y = 300 + number * 125
        front.text((100, y), russian, 25)
        front.text((100, y + 30), english, 18, colour=GREY)
        front.text((440, y), hint, 22, face="Serif-Italic", colour=GREY)
        front.line((430, y + 14), (900, y + 14), width=1)
    back.text((100, 160), "Проверено при поступлении", 36, face="Serif")
    back.text((100, 204), "Checked on arrival", 24, face="Serif-Italic", colour=GREY)
    checks = (
        ("Файл открывается", "the file opens"),
        ("Контрольная сумма записана", "its digest is written down"),
        ("Согласие есть на каждого", "a consent for everybody in it"),
        ("Кого это может ранить", "whom it could hurt"),
        ("Есть ли на снимке дети", "whether it shows children"),
        ("Координаты и номера убраны из копии", "position and serial number are not in the copy"),
    )
    for number, (russian, english) in enumerate(checks):
        y = 310 + number * 130
        back.box((100, y - 30), (40, 40), colour=GREY)
        back.text((180, y), russian, 27)
        back.text((180, y + 34), english, 20, colour=GREY)
    front.save("register-front.png")
    back.save("register-back.png")


def closed_plan() -> None:
    sheet = Sheet(1000, 640, "Образец плана, составлен проектом  ·  A specimen plan made by the project")
    sheet.text((60, 90), "Хранилище (образец): этого рисунка не видно в выпуске", 24)
    sheet.box((60, 130), (880, 400), colour=INK)
    for shelf in range(8):
        sheet.box((110 + shelf * 100, 190), (46, 280), fill="#e6e1d6")
    sheet.save("plan-zqxv01.png")


def photographs() -> None:
    """Two JPEGs that carry what cameras write: position, serial number, owner, XMP. None of it may come out."""
    for name, tail, heading in (
        ("specimen-photo.jpg", "zqxv08", "Образец снимка  ·  A specimen photograph"),
        ("shelf-zqxv02.jpg", "zqxv02", "Образец скрытого снимка  ·  A hidden specimen"),
    ):
        sheet = Sheet(1600, 1200, "Нарисовано проектом, камеры не было  ·  Drawn by the project; there was no camera")
        for band in range(60):  # a sky, a plain and hills, of nowhere
            shade = 205 + band // 2
            sheet.box((0, band * 11), (1600, 11), colour=None, fill=f"#{shade - 14:02x}{shade - 4:02x}{shade:02x}")
        sheet.polygon(
            [(0, 660), (260, 470), (520, 610), (830, 400), (1180, 600), (1600, 450), (1600, 700), (0, 700)], "#9aa7b2"
        )
        sheet.polygon([(0, 700), (420, 590), (900, 690), (1600, 610), (1600, 780), (0, 780)], "#7f9083")
        sheet.box((0, 750), (1600, 330), colour=None, fill="#b9b79d")
        sheet.text((800, 960), heading, 44, face="Serif", anchor="ms", colour="#3b3a33")
        sheet.finished().save(
            COLLECTION / "pictures" / name, quality=80, exif=_exif(tail), xmp=_xmp(tail), dpi=(300, 300)
        )


def _exif(tail: str) -> Image.Exif:
    exif = Image.Exif()
    base = ExifTags.Base
    exif[base.Make] = "Specimen"
    exif[base.Model] = f"Drawn {tail}"
    exif[base.Artist] = f"owner {tail}"
    exif[base.ImageDescription] = f"description {tail}"
    exif[base.DateTime] = "2026:11:01 12:00:00"
    inner = exif.get_ifd(ExifTags.IFD.Exif)
    inner[base.DateTimeOriginal] = "2026:11:01 12:00:00"
    inner[base.CameraOwnerName] = f"owner {tail}"
    inner[base.BodySerialNumber] = f"serial {tail}"
    place = exif.get_ifd(ExifTags.IFD.GPSInfo)
    # In the open sea, off everybody's home.
    place[ExifTags.GPS.GPSLatitudeRef], place[ExifTags.GPS.GPSLatitude] = "N", (1.0, 23.0, 45.0)
    place[ExifTags.GPS.GPSLongitudeRef], place[ExifTags.GPS.GPSLongitude] = "E", (2.0, 34.0, 56.0)
    return exif


def _xmp(tail: str) -> bytes:
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:exif="http://ns.adobe.com/exif/1.0/" '
        'exif:GPSLatitude="1,23.75N" exif:GPSLongitude="2,34.93E"><dc:creator><rdf:Seq>'
        f"<rdf:li>creator {tail}</rdf:li></rdf:Seq></dc:creator></rdf:Description></rdf:RDF></x:xmpmeta>"
        '<?xpacket end="w"?>'
    ).encode()


PICTURES = (title_card, map_scheme, timeline, lights, way_of_a_file, levels, window, cards, register, closed_plan)


def main() -> None:
    """Draw all of them anew."""
    for draw in PICTURES:
        draw()
    photographs()


if __name__ == "__main__":
    main()
