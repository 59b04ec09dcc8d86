"""What the demo store sells: clothing."""

from orders.demo.catalogue.model import Item, Picture, Shelf, Text, colours, sizes

_LETTERS = ("S", "M", "L", "XL")
_JEANS = ("28", "30", "32", "34", "36")
_SHOES = ("38", "39", "40", "41", "42", "43", "44")

T_SHIRTS = Shelf(
    "t-shirts",
    Text("Футболки", "T-Shirts"),
    Text("Футболка", "T-Shirt"),
    (
        Item(
            "NRV-TEE",
            Text("Футболка Norvik Classic", "Norvik Classic T-Shirt"),
            Text(
                "Футболка, которую носят каждый день: плотный хлопок держит форму, горловина с эластаном "
                "не растягивается, боковые швы не перекручиваются после стирки.\n\n"
                "100 % хлопок, 185 г/м². Стирка при 30 °C.",
                "The tee you reach for every day: dense cotton keeps its shape, the collar with a touch of "
                "elastane does not stretch out, and the side seams stay straight wash after wash.\n\n"
                "100% cotton, 185 g/m². Wash at 30 °C.",
            ),
            1490,
            Picture("tshirt"),
            (colours("white", "black", "red", "navy"), sizes(*_LETTERS)),
        ),
        Item(
            "NRV-MAR",
            Text("Футболка Norvik Marina в полоску", "Norvik Marina Striped T-Shirt"),
            Text(
                "Морская полоска, мягкий хлопок и свободная линия плеча. Хороша с джинсами, шортами и "
                "под жакет: одна вещь на весь отпуск.\n\n95 % хлопок, 5 % эластан.",
                "Sailor stripes, soft cotton and a relaxed shoulder. Works with jeans, with shorts and under "
                "a blazer: one piece for the whole holiday.\n\n95% cotton, 5% elastane.",
            ),
            1790,
            Picture("tshirt", "stripes"),
            (colours("white", "sky", "navy"), sizes(*_LETTERS)),
            was=2290,
        ),
        Item(
            "VRS-PEAK",
            Text("Футболка Versta Peak с принтом", "Versta Peak Graphic T-Shirt"),
            Text(
                "Горный рассвет на груди напечатан водными красками: рисунок дышит вместе с тканью и не "
                "трескается. Для тех, кто и в городе скучает по маршрутам.\n\nОрганический хлопок, 200 г/м².",
                "A mountain sunrise printed with water-based inks: the artwork breathes with the fabric and "
                "never cracks. For people who miss the trail while in town.\n\nOrganic cotton, 200 g/m².",
            ),
            1990,
            Picture("tshirt", "mountains"),
            (colours("navy", "sand", "green"), sizes(*_LETTERS)),
        ),
        Item(
            "VRS-ORB",
            Text("Оверсайз-футболка Versta Orbit", "Versta Orbit Oversized T-Shirt"),
            Text(
                "Свободный крой, спущенное плечо и плотный хлопок, который красиво держит объём. Принт с "
                "орбитами светится мягким контрастом и подходит ко всему.\n\n100 % хлопок, 240 г/м².",
                "A loose cut, dropped shoulders and heavy cotton that holds its volume. The orbit print is "
                "quiet enough to go with everything you own.\n\n100% cotton, 240 g/m².",
            ),
            2490,
            Picture("tshirt", "orbits", 1),
            (colours("black", "lilac", "cream"), sizes("S", "M", "L")),
        ),
        Item(
            "NRV-PKT",
            Text("Футболка Norvik Pocket с карманом", "Norvik Pocket T-Shirt"),
            Text(
                "Нагрудный карман, двойная строчка и ткань с лёгкой фактурой. Выглядит собраннее обычной "
                "футболки, а гладить её не нужно.\n\n60 % хлопок, 40 % модал.",
                "A chest pocket, double stitching and a lightly textured fabric. Looks sharper than a plain "
                "tee and needs no ironing.\n\n60% cotton, 40% modal.",
            ),
            1690,
            Picture("tshirt", style=2),
            (colours("olive", "grey", "terracotta"), sizes(*_LETTERS)),
        ),
    ),
)

HOODIES = Shelf(
    "hoodies",
    Text("Худи и свитшоты", "Hoodies & Sweatshirts"),
    Text("Худи", "Hoodie"),
    (
        Item(
            "VRS-KON",
            Text("Худи Versta Kontur", "Versta Kontur Hoodie"),
            Text(
                "Тёплое худи с трёхслойным капюшоном и карманом, в котором не мёрзнут руки. Внутри мягкий "
                "начёс, снаружи гладкий хлопок без катышков.\n\n80 % хлопок, 20 % полиэстер, 330 г/м².",
                "A warm hoodie with a three-layer hood and a pocket made for cold hands. Brushed and soft "
                "inside, smooth cotton that does not pill outside.\n\n80% cotton, 20% polyester, 330 g/m².",
            ),
            3990,
            Picture("hoodie"),
            (colours("grey", "black", "wine"), sizes(*_LETTERS)),
        ),
        Item(
            "VRS-AUR",
            Text("Худи Versta Aurora с принтом", "Versta Aurora Graphic Hoodie"),
            Text(
                "Лучи рассвета на груди и спокойный силуэт. Принт выдерживает больше пятидесяти стирок, а "
                "шнурки капюшона не теряются в машинке.\n\nХлопок с начёсом, 320 г/м².",
                "Sunrise beams on the chest and an easy silhouette. The print survives more than fifty "
                "washes, and the hood cords never get lost in the machine.\n\nBrushed cotton, 320 g/m².",
            ),
            4490,
            Picture("hoodie", "sunrise"),
            (colours("black", "navy", "mint"), sizes(*_LETTERS)),
            was=5490,
        ),
        Item(
            "NRV-ZIP",
            Text("Худи на молнии Norvik Harbor", "Norvik Harbor Zip Hoodie"),
            Text(
                "Металлическая молния, тёплый капюшон и удобные карманы. Набросить на прохладный вечер, "
                "расстегнуть в кафе и забыть о погоде.\n\n75 % хлопок, 25 % полиэстер.",
                "A metal zip, a warm hood and deep pockets. Throw it on for a cool evening, open it in the "
                "café and forget about the weather.\n\n75% cotton, 25% polyester.",
            ),
            4790,
            Picture("hoodie", style=1),
            (colours("green", "graphite", "sand"), sizes(*_LETTERS)),
        ),
        Item(
            "NRV-WAV",
            Text("Свитшот Norvik Tide", "Norvik Tide Sweatshirt"),
            Text(
                "Лаконичный свитшот с волной на груди. Плотная вязка согревает, манжеты держат форму, а "
                "прямой крой садится на любую фигуру.\n\n100 % хлопок, 300 г/м².",
                "A clean sweatshirt with a wave on the chest. The dense knit keeps you warm, the cuffs keep "
                "their shape and the straight cut suits everyone.\n\n100% cotton, 300 g/m².",
            ),
            3490,
            Picture("hoodie", "waves", 2),
            (colours("cream", "sky", "graphite"), sizes(*_LETTERS)),
        ),
    ),
)

TROUSERS = Shelf(
    "jeans",
    Text("Джинсы и брюки", "Jeans & Trousers"),
    Text("Джинсы", "Jeans"),
    (
        Item(
            "DNR-STR",
            Text("Прямые джинсы Dunmore Straight", "Dunmore Straight Jeans"),
            Text(
                "Прямой крой от бедра и средняя посадка: не жмут сидя и не спадают стоя. Деним плотный, но "
                "с каплей эластана, поэтому обнашивать его не придётся.\n\n98 % хлопок, 2 % эластан.",
                "A straight leg and a mid rise: no pinching when you sit, no slipping when you stand. The "
                "denim is solid, yet a drop of elastane saves you the breaking-in.\n\n98% cotton, 2% elastane.",
            ),
            4990,
            Picture("jeans"),
            (colours("blue", "black"), sizes(*_JEANS)),
        ),
        Item(
            "DNR-SLM",
            Text("Зауженные джинсы Dunmore Slim", "Dunmore Slim Jeans"),
            Text(
                "Зауженные книзу джинсы с усиленной строчкой. Тянутся ровно настолько, чтобы можно было "
                "сесть на велосипед, и возвращаются в форму к вечеру.\n\n94 % хлопок, 6 % эластомультиэстер.",
                "Tapered jeans with reinforced seams. They give just enough to ride a bicycle and are back "
                "in shape by the evening.\n\n94% cotton, 6% elastomultiester.",
            ),
            4690,
            Picture("jeans", style=1),
            (colours("navy", "graphite"), sizes(*_JEANS)),
            was=5990,
        ),
        Item(
            "DNR-CHN",
            Text("Брюки чинос Dunmore Field", "Dunmore Field Chinos"),
            Text(
                "Чинос из мягкого твила: достаточно строгие для офиса и достаточно удобные для выходных. "
                "Пояс с потайной резинкой по бокам.\n\n97 % хлопок, 3 % эластан.",
                "Chinos in soft twill: smart enough for the office, easy enough for the weekend. Hidden "
                "elastic at the sides of the waistband.\n\n97% cotton, 3% elastane.",
            ),
            4290,
            Picture("jeans", style=2),
            (colours("sand", "olive", "navy"), sizes(*_JEANS)),
        ),
        Item(
            "DNR-SHT",
            Text("Шорты Dunmore Quay", "Dunmore Quay Shorts"),
            Text(
                "Лёгкие хлопковые шорты до колена с глубокими карманами. Быстро сохнут, не мнутся в рюкзаке "
                "и не выглядят спортивной формой.\n\n100 % хлопок, 210 г/м².",
                "Light cotton shorts to the knee with deep pockets. They dry fast, travel well in a backpack "
                "and never look like gym wear.\n\n100% cotton, 210 g/m².",
            ),
            2790,
            Picture("jeans", style=3),
            (colours("sky", "sand", "black"), sizes(*_JEANS)),
        ),
    ),
)

SHOES = Shelf(
    "shoes",
    Text("Обувь", "Shoes"),
    Text("Кроссовки", "Sneakers"),
    (
        Item(
            "STR-RUN",
            Text("Кроссовки Strider Pulse", "Strider Pulse Sneakers"),
            Text(
                "Беговые кроссовки с пружинящей подошвой и сетчатым верхом. Мягко принимают шаг на асфальте "
                "и весят меньше яблока с чашкой кофе.\n\nВес 245 г, перепад 8 мм.",
                "Running shoes with a springy sole and a mesh upper. They soften every step on asphalt and "
                "weigh less than an apple and a cup of coffee.\n\nWeight 245 g, drop 8 mm.",
            ),
            6990,
            Picture("sneaker"),
            (colours("white", "blue", "orange"), sizes(*_SHOES)),
        ),
        Item(
            "STR-CTY",
            Text("Кеды Strider City", "Strider City Trainers"),
            Text(
                "Гладкая кожа, белая подошва и ничего лишнего. Подходят к джинсам и к костюму, протираются "
                "влажной салфеткой за минуту.\n\nНатуральная кожа, прошитая подошва.",
                "Smooth leather, a white sole and nothing else. They go with jeans and with a suit and wipe "
                "clean in a minute.\n\nGenuine leather, stitched sole.",
            ),
            7490,
            Picture("sneaker", style=1),
            (colours("white", "black", "green"), sizes(*_SHOES)),
        ),
        Item(
            "STR-TRL",
            Text("Трекинговые кроссовки Strider Trail", "Strider Trail Hiking Shoes"),
            Text(
                "Цепкий протектор, защита носка и мембрана, которая не пускает воду, но выпускает тепло. "
                "Для мокрых троп и городской слякоти.\n\nМембрана 10 000 мм, вес 390 г.",
                "A grippy tread, a toe guard and a membrane that keeps water out and lets heat escape. For "
                "wet trails and city slush alike.\n\n10,000 mm membrane, weight 390 g.",
            ),
            8990,
            Picture("sneaker", style=2),
            (colours("olive", "graphite"), sizes(*_SHOES)),
            was=10990,
        ),
        Item(
            "STR-HIG",
            Text("Высокие кеды Strider Loft", "Strider Loft High-Tops"),
            Text(
                "Высокие кеды из плотного канваса с мягкой стелькой. Поддерживают щиколотку и с каждым "
                "месяцем выглядят только лучше.\n\nХлопковый канвас, резиновая подошва.",
                "High-tops in heavy canvas with a soft insole. They support the ankle and look better with "
                "every month.\n\nCotton canvas, rubber sole.",
            ),
            5490,
            Picture("sneaker", style=3),
            (colours("red", "black", "cream"), sizes(*_SHOES)),
        ),
    ),
)

ACCESSORIES = Shelf(
    "accessories",
    Text("Аксессуары", "Accessories"),
    Text("Рюкзак", "Backpack"),
    (
        Item(
            "KAR-BPK",
            Text("Городской рюкзак Karst Daily", "Karst Daily Backpack"),
            Text(
                "Ноутбук до 15,6 дюйма, бутылка, куртка и ещё останется место. Влагостойкая ткань, спинка с "
                "вентиляцией и потайной карман для документов.\n\nОбъём 22 л, вес 780 г.",
                "A 15.6-inch laptop, a bottle, a jacket, and there is still room. Water-repellent fabric, a "
                "ventilated back and a hidden pocket for documents.\n\nVolume 22 l, weight 780 g.",
            ),
            4590,
            Picture("backpack"),
            (colours("graphite", "olive", "wine"),),
        ),
        Item(
            "KAR-TRV",
            Text("Рюкзак Karst Nomad с рисунком", "Karst Nomad Patterned Backpack"),
            Text(
                "Лёгкий рюкзак с ярким узором на кармане. Складывается в собственный чехол и выручает там, "
                "где чемодан уже сдан в багаж.\n\nОбъём 18 л, вес 420 г.",
                "A light backpack with a bright pattern on its pocket. Folds into its own pouch and helps "
                "out when the suitcase is already checked in.\n\nVolume 18 l, weight 420 g.",
            ),
            2990,
            Picture("backpack", "zigzag", 1),
            (colours("navy", "terracotta", "mint"),),
            was=3690,
        ),
        Item(
            "NRV-CAP",
            Text("Кепка Norvik Bay", "Norvik Bay Cap"),
            Text(
                "Кепка с изогнутым козырьком и регулируемым ремешком. Хлопок с пропиткой не выгорает и "
                "высыхает за час.\n\nРазмер 56–60 см.",
                "A cap with a curved peak and an adjustable strap. The treated cotton does not fade and "
                "dries within an hour.\n\nFits 56–60 cm.",
            ),
            1290,
            Picture("cap"),
            (colours("navy", "sand", "red", "black"),),
        ),
        Item(
            "NRV-BNE",
            Text("Шапка Norvik Fjord", "Norvik Fjord Beanie"),
            Text(
                "Двойная вязка из шерсти мериноса: тепло в минус двадцать и не колется. Отворот можно "
                "носить высоким или низким.\n\n70 % меринос, 30 % акрил.",
                "A double knit of merino wool: warm at minus twenty and never scratchy. Wear the cuff high "
                "or low.\n\n70% merino, 30% acrylic.",
            ),
            1890,
            Picture("beanie"),
            (colours("yellow", "grey", "wine"),),
        ),
        Item(
            "KAR-TOT",
            Text("Сумка-шопер Karst Market", "Karst Market Tote Bag"),
            Text(
                "Плотный хлопок, длинные ручки и рисунок, который приятно носить на плече. Выдерживает "
                "двенадцать килограммов яблок: мы проверяли.\n\n38 × 42 см, 300 г/м².",
                "Heavy cotton, long handles and artwork worth carrying. Holds twelve kilograms of apples: "
                "we have tried.\n\n38 × 42 cm, 300 g/m².",
            ),
            990,
            Picture("tote", "petals"),
            (colours("cream", "black"),),
        ),
    ),
)

CLOTHING = Shelf(
    "clothing",
    Text("Одежда", "Clothing"),
    shelves=(T_SHIRTS, HOODIES, TROUSERS, SHOES, ACCESSORIES),
)
