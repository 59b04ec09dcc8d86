"""What the demo store sells: home."""

from orders.demo.catalogue.model import (
    Item,
    Picture,
    Shelf,
    Text,
    across,
    colours,
    volumes,
)

KITCHEN = Shelf(
    "kitchen",
    Text("Кухня", "Kitchen"),
    Text("Кружка", "Mug"),
    (
        Item(
            "GLN-MUG",
            Text("Кружка Glina Morning", "Glina Morning Mug"),
            Text(
                "Керамическая кружка ручной глазури с широкой ручкой, за которую удобно держаться всей "
                "ладонью. Не боится посудомойки и микроволновки.\n\nКаменная керамика.",
                "A ceramic mug, glazed by hand, with a wide handle for the whole palm. Fine with the "
                "dishwasher and the microwave.\n\nStoneware.",
            ),
            890,
            Picture("mug"),
            (colours("cream", "terracotta", "sky"), volumes((350, 0), (500, 150))),
        ),
        Item(
            "GLN-DOT",
            Text("Кружка Glina Confetti", "Glina Confetti Mug"),
            Text(
                "Весёлые горошины под прозрачной глазурью: рисунок не смоется никогда. Тонкий край и "
                "устойчивое донышко.\n\n400 мл, фарфор.",
                "Cheerful dots under a clear glaze: the pattern will never wash off. A thin rim and a steady "
                "base.\n\n400 ml, porcelain.",
            ),
            990,
            Picture("mug", "dots"),
            (colours("white", "navy"),),
            was=1290,
        ),
        Item(
            "GLN-ZIG",
            Text("Кружка Glina Fir с орнаментом", "Glina Fir Patterned Mug"),
            Text(
                "Зимний узор на толстых стенках, которые долго держат тепло. Самая подарочная кружка "
                "магазина, в коробке с лентой.\n\n450 мл, каменная керамика.",
                "A winter pattern on thick walls that stay warm for long. The most giftable mug in the shop, "
                "boxed with a ribbon.\n\n450 ml, stoneware.",
            ),
            1190,
            Picture("mug", "zigzag"),
            (colours("red", "green"),),
        ),
        Item(
            "VRM-TEA",
            Text("Заварочный чайник Varma Oolong", "Varma Oolong Teapot"),
            Text(
                "Пузатый чайник со стальным ситечком: лист раскрывается полностью, а носик не капает. Хватает "
                "на четыре чашки.\n\nФарфор, 900 мл.",
                "A round-bellied teapot with a steel strainer: the leaf opens fully and the spout does not "
                "drip. Makes four cups.\n\nPorcelain, 900 ml.",
            ),
            2490,
            Picture("teapot"),
            (colours("white", "olive", "navy"),),
        ),
    ),
)

LIGHTING = Shelf(
    "lighting",
    Text("Освещение", "Lighting"),
    Text("Лампа", "Lamp"),
    (
        Item(
            "LMN-TBL",
            Text("Настольная лампа Lumen Grove", "Lumen Grove Table Lamp"),
            Text(
                "Тканевый абажур и деревянная ножка дают мягкий вечерний свет. Три ступени яркости "
                "переключаются касанием.\n\nE27, до 40 Вт, высота 42 см.",
                "A fabric shade and a wooden stem give a soft evening light. Three brightness steps at a "
                "touch.\n\nE27, up to 40 W, height 42 cm.",
            ),
            3990,
            Picture("lamp"),
            (colours("cream", "terracotta", "graphite"),),
        ),
        Item(
            "LMN-DSK",
            Text("Рабочая лампа Lumen Arc", "Lumen Arc Desk Lamp"),
            Text(
                "Гибкая рабочая лампа, которая светит туда, куда нужно, и не мерцает. Тёплый свет для "
                "вечера, холодный для чертежей.\n\nLED 12 Вт, 2700–5000 K.",
                "A flexible work lamp that lights what you need and never flickers. Warm for the evening, "
                "cool for drawing.\n\nLED 12 W, 2700–5000 K.",
            ),
            3290,
            Picture("lamp", style=1),
            (colours("black", "yellow", "mint"),),
            was=3990,
        ),
        Item(
            "LMN-BAL",
            Text("Ночник Lumen Moon", "Lumen Moon Night Light"),
            Text(
                "Матовый шар с тёплым светом, который не будит, а успокаивает. Гаснет сам через час, "
                "работает от аккумулятора.\n\nLED 2 Вт, 30 ч, Ø 18 см.",
                "A frosted globe whose warm light soothes rather than wakes. Switches itself off after an "
                "hour and runs on a battery.\n\nLED 2 W, 30 h, Ø 18 cm.",
            ),
            1990,
            Picture("lamp", style=2),
            (colours("white", "pink"),),
        ),
    ),
)

PLANTS = Shelf(
    "plants",
    Text("Растения и кашпо", "Plants & Pots"),
    Text("Кашпо", "Plant Pot"),
    (
        Item(
            "FLR-MON",
            Text("Монстера в кашпо Flora", "Flora Monstera in a Pot"),
            Text(
                "Взрослая монстера с резными листьями в керамическом кашпо. Прощает забытый полив и растёт "
                "в полутени. Приедет упакованной от мороза.\n\nВысота около 60 см.",
                "A grown monstera with its split leaves in a ceramic pot. Forgives a forgotten watering, "
                "likes half shade and travels packed against frost.\n\nHeight about 60 cm.",
            ),
            2890,
            Picture("plant"),
            (colours("terracotta", "white", "graphite"),),
        ),
        Item(
            "FLR-SAN",
            Text("Сансевиерия в кашпо Flora", "Flora Snake Plant in a Pot"),
            Text(
                "Самое неприхотливое растение: поливать раз в две недели и любоваться. Очищает воздух и "
                "отлично чувствует себя в офисе.\n\nВысота около 45 см.",
                "The easiest plant there is: water every two weeks and admire. Cleans the air and thrives "
                "in an office.\n\nHeight about 45 cm.",
            ),
            1690,
            Picture("plant", "zigzag", 1),
            (colours("cream", "navy"),),
        ),
        Item(
            "FLR-CAC",
            Text("Кактус в кашпо Flora Mini", "Flora Mini Cactus in a Pot"),
            Text(
                "Маленький кактус с характером и цветком на макушке. Подарок, который не завянет к "
                "следующему празднику.\n\nВысота около 15 см.",
                "A small cactus with character and a flower on top. A present that will not wilt before the "
                "next holiday.\n\nHeight about 15 cm.",
            ),
            790,
            Picture("plant", "dots", 2),
            (colours("pink", "yellow", "sky"),),
            was=990,
        ),
        Item(
            "FLR-POT",
            Text("Кашпо Flora Terra", "Flora Terra Plant Pot"),
            Text(
                "Кашпо с дренажом и поддоном: корни дышат, подоконник сухой. Матовая глазурь приятна на "
                "ощупь и не пачкается землёй.\n\nКерамика.",
                "A pot with drainage and a saucer: the roots breathe and the sill stays dry. The matte glaze "
                "is pleasant to touch and keeps clean.\n\nCeramic.",
            ),
            1290,
            Picture("plant", "diagonal", 3),
            (colours("terracotta", "mint", "graphite"), across((14, 0), (18, 400), (24, 1100))),
        ),
    ),
)

TEXTILES = Shelf(
    "textiles",
    Text("Домашний текстиль", "Home Textiles"),
    Text("Подушка", "Cushion"),
    (
        Item(
            "SVT-LEA",
            Text("Подушка Svetle Garden", "Svetle Garden Cushion"),
            Text(
                "Декоративная подушка с листьями: яркая, плотная и с потайной молнией. Чехол стирается, "
                "наполнитель держит форму.\n\n45 × 45 см, хлопок.",
                "A decorative cushion with leaves: bright, firm and with a hidden zip. The cover is "
                "washable, the filling keeps its shape.\n\n45 × 45 cm, cotton.",
            ),
            1490,
            Picture("cushion", "leaves"),
            (colours("cream", "navy", "mint"),),
        ),
        Item(
            "SVT-GEO",
            Text("Подушка Svetle Mosaic", "Svetle Mosaic Cushion"),
            Text(
                "Геометрия, которая собирает комнату вокруг себя. С обратной стороны однотонная: на случай "
                "спокойного настроения.\n\n45 × 45 см, лён и хлопок.",
                "Geometry that pulls a room together. Plain on the back, for calmer moods.\n\n"
                "45 × 45 cm, linen and cotton.",
            ),
            1590,
            Picture("cushion", "blocks"),
            (colours("sand", "grey"),),
            was=1990,
        ),
        Item(
            "SVT-BLK",
            Text("Плед Svetle Wool", "Svetle Wool Throw"),
            Text(
                "Мягкий плед с бахромой для дивана, кресла и пикника. Шерсть греет, хлопок не даёт "
                "колоться, а в сложенном виде он украшает комнату.\n\n130 × 180 см.",
                "A soft fringed throw for the sofa, the armchair and the picnic. Wool for warmth, cotton "
                "against the itch, and folded it is a decoration.\n\n130 × 180 cm.",
            ),
            3490,
            Picture("throw", "check"),
            (colours("wine", "olive", "grey"),),
        ),
    ),
)

HOME = Shelf(
    "home",
    Text("Дом и уют", "Home"),
    shelves=(KITCHEN, LIGHTING, PLANTS, TEXTILES),
)
