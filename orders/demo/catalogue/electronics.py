"""What the demo store sells: electronics."""

from orders.demo.catalogue.model import Item, Picture, Shelf, Text, colours, memory

SMARTPHONES = Shelf(
    "smartphones",
    Text("Смартфоны", "Smartphones"),
    Text("Смартфон", "Smartphone"),
    (
        Item(
            "LUM-X5",
            Text("Смартфон Lumora X5", "Lumora X5 Smartphone"),
            Text(
                "Яркий экран 6,5 дюйма, камера, которая видит в темноте, и батарея на полтора дня. "
                "Обновления обещаны на пять лет, и мы продаём его чаще всех остальных.\n\n"
                "OLED 120 Гц, 50 Мп, 5000 мА·ч, NFC.",
                "A bright 6.5-inch screen, a camera that sees in the dark and a battery for a day and a "
                "half. Five years of updates promised, and our best-selling phone.\n\n"
                "OLED 120 Hz, 50 MP, 5000 mAh, NFC.",
            ),
            34990,
            Picture("phone", "waves", 0),
            (colours("graphite", "sky", "cream"), memory((128, 0), (256, 5000))),
        ),
        Item(
            "LUM-X5P",
            Text("Смартфон Lumora X5 Pro", "Lumora X5 Pro Smartphone"),
            Text(
                "Три камеры с оптическим зумом, титановая рамка и зарядка до половины за четверть часа. Для "
                "тех, кто снимает больше, чем звонит.\n\nLTPO OLED, зум 5×, 120 Вт.",
                "Three cameras with optical zoom, a titanium frame and half a charge in fifteen minutes. "
                "For people who shoot more than they call.\n\nLTPO OLED, 5× zoom, 120 W.",
            ),
            64990,
            Picture("phone", "orbits", 1),
            (colours("black", "silver", "green"), memory((256, 0), (512, 9000), (1024, 21000))),
            was=71990,
        ),
        Item(
            "KVN-ONE",
            Text("Смартфон Kvanta One", "Kvanta One Smartphone"),
            Text(
                "Честный телефон без лишнего: чистая система, два дня работы и цена, от которой не "
                "расстраиваются, разбив экран.\n\nIPS 90 Гц, 6000 мА·ч, слот для карты памяти.",
                "An honest phone without the frills: clean software, two days of battery and a price that "
                "forgives a broken screen.\n\nIPS 90 Hz, 6000 mAh, memory card slot.",
            ),
            14990,
            Picture("phone", "triangles", 2),
            (colours("navy", "mint"), memory((64, 0), (128, 2000))),
        ),
        Item(
            "KVN-MINI",
            Text("Смартфон Kvanta Mini", "Kvanta Mini Smartphone"),
            Text(
                "Компактный флагман, который помещается в ладонь и в карман джинсов. Мощности хватает на "
                "игры, а весит он всего 148 граммов.\n\nOLED 5,4″, 50 Мп, беспроводная зарядка.",
                "A compact flagship that fits your palm and your jeans pocket. Powerful enough for games at "
                "only 148 grams.\n\n5.4″ OLED, 50 MP, wireless charging.",
            ),
            42990,
            Picture("phone", "mountains", 3),
            (colours("red", "white", "black"), memory((128, 0), (256, 6000))),
        ),
    ),
)

HEADPHONES = Shelf(
    "headphones",
    Text("Наушники", "Headphones"),
    Text("Наушники", "Headphones"),
    (
        Item(
            "SNV-900",
            Text("Наушники Sonvera Quiet 900", "Sonvera Quiet 900 Headphones"),
            Text(
                "Активное шумоподавление убирает гул метро и самолёта, а мягкие амбушюры не давят даже в "
                "очках. Сорок часов музыки без розетки.\n\nBluetooth 5.3, 40 ч, вес 254 г.",
                "Noise cancelling that removes the rumble of trains and planes, with soft pads that are kind "
                "to glasses. Forty hours of music away from the socket.\n\nBluetooth 5.3, 40 h, 254 g.",
            ),
            18990,
            Picture("headphones"),
            (colours("black", "cream", "navy"),),
        ),
        Item(
            "SNV-200",
            Text("Наушники Sonvera Lite 200", "Sonvera Lite 200 Headphones"),
            Text(
                "Лёгкие накладные наушники для учёбы и созвонов. Складываются, подключаются к двум "
                "устройствам сразу и заряжаются за десять минут на вечер.\n\nBluetooth 5.2, 28 ч.",
                "Light on-ear headphones for study and calls. They fold, connect to two devices at once and "
                "take ten minutes to charge for an evening.\n\nBluetooth 5.2, 28 h.",
            ),
            5990,
            Picture("headphones", style=1),
            (colours("pink", "grey", "mint"),),
            was=7490,
        ),
        Item(
            "SNV-AIR",
            Text("Беспроводные наушники Sonvera Air", "Sonvera Air Earbuds"),
            Text(
                "Маленькие, незаметные и держатся крепко: проверено бегом под дождём. Кейс помещается в "
                "карман для монет и заряжается без провода.\n\n7 + 24 ч, IPX5.",
                "Tiny, discreet and firmly in place: tested on a rainy run. The case fits a coin pocket and "
                "charges without a cable.\n\n7 + 24 h, IPX5.",
            ),
            8990,
            Picture("earbuds"),
            (colours("white", "black", "lilac"),),
        ),
        Item(
            "KVN-BUD",
            Text("Беспроводные наушники Kvanta Buds", "Kvanta Buds Earbuds"),
            Text(
                "Первые беспроводные наушники, за которые не страшно: чистый звук, сенсорное управление и "
                "микрофоны, которые слышат вас, а не ветер.\n\n5 + 15 ч, Bluetooth 5.3.",
                "First earbuds without the worry: clear sound, touch controls and microphones that hear you "
                "and not the wind.\n\n5 + 15 h, Bluetooth 5.3.",
            ),
            2990,
            Picture("earbuds", style=1),
            (colours("navy", "orange"),),
        ),
    ),
)

LAPTOPS = Shelf(
    "laptops",
    Text("Ноутбуки и планшеты", "Laptops & Tablets"),
    Text("Ноутбук", "Laptop"),
    (
        Item(
            "ALT-14",
            Text("Ноутбук Altair Book 14", "Altair Book 14 Laptop"),
            Text(
                "Тонкий алюминиевый ноутбук на весь рабочий день. Бесшумный, с матовым экраном и "
                "клавиатурой, на которой приятно писать длинные письма.\n\n14″ 2880×1800, 16 ГБ ОЗУ, 1,25 кг.",
                "A thin aluminium laptop for the whole working day. Silent, with a matte screen and a "
                "keyboard made for long letters.\n\n14″ 2880×1800, 16 GB RAM, 1.25 kg.",
            ),
            84990,
            Picture("laptop", "mountains"),
            (colours("silver", "graphite"), memory((512, 0), (1024, 9000))),
        ),
        Item(
            "ALT-16",
            Text("Ноутбук Altair Studio 16", "Altair Studio 16 Laptop"),
            Text(
                "Шестнадцать дюймов точных цветов и видеокарта, которая не боится монтажа. Охлаждение "
                "тихое, а портов хватает без переходников.\n\n16″ 4K, 32 ГБ ОЗУ, 2,1 кг.",
                "Sixteen inches of accurate colour and graphics that are not afraid of video editing. Quiet "
                "cooling and enough ports to leave the adapters at home.\n\n16″ 4K, 32 GB RAM, 2.1 kg.",
            ),
            149990,
            Picture("laptop", "circles", 1),
            (colours("graphite"), memory((1024, 0), (2048, 18000))),
            was=164990,
        ),
        Item(
            "KVN-BK",
            Text("Ноутбук Kvanta Note 15", "Kvanta Note 15 Laptop"),
            Text(
                "Надёжный ноутбук для учёбы, таблиц и сериалов. Память и диск можно расширить самому, "
                "крышка откручивается без фокусов.\n\n15,6″ Full HD, 8 ГБ ОЗУ, 1,7 кг.",
                "A dependable laptop for study, spreadsheets and series. Memory and disk are yours to "
                "upgrade: the cover unscrews without tricks.\n\n15.6″ Full HD, 8 GB RAM, 1.7 kg.",
            ),
            44990,
            Picture("laptop", "blocks", 2),
            (colours("navy", "silver"), memory((256, 0), (512, 3500))),
        ),
        Item(
            "LUM-TAB",
            Text("Планшет Lumora Tab 11", "Lumora Tab 11 Tablet"),
            Text(
                "Экран для рисования, чтения и кино в поездке. Перо ложится без задержки, четыре динамика "
                "звучат громче, чем кажется возможным.\n\n11″ 120 Гц, 8000 мА·ч, 470 г.",
                "A screen for drawing, reading and films on the road. The pen follows without lag, and the "
                "four speakers are louder than they look.\n\n11″ 120 Hz, 8000 mAh, 470 g.",
            ),
            29990,
            Picture("tablet", "petals"),
            (colours("silver", "sky", "pink"), memory((128, 0), (256, 4000))),
        ),
    ),
)

WATCHES = Shelf(
    "watches",
    Text("Умные часы", "Smart Watches"),
    Text("Умные часы", "Smart Watch"),
    (
        Item(
            "PLS-R2",
            Text("Умные часы Pulsar R2", "Pulsar R2 Smart Watch"),
            Text(
                "Круглые часы с классическим лицом и спортивным характером: пульс, сон, сорок тренировок и "
                "две недели без зарядки.\n\nAMOLED 1,4″, GPS, 5 ATM.",
                "A round watch with a classic face and a sporty character: heart rate, sleep, forty workouts "
                "and two weeks without charging.\n\n1.4″ AMOLED, GPS, 5 ATM.",
            ),
            15990,
            Picture("watch"),
            (colours("black", "brown", "silver"),),
        ),
        Item(
            "PLS-S1",
            Text("Умные часы Pulsar Square", "Pulsar Square Smart Watch"),
            Text(
                "Большой прямоугольный экран показывает сообщение целиком, а ремешок меняется одним "
                "движением. Платите часами и не доставайте телефон.\n\nAMOLED 1,9″, NFC, 7 дней.",
                "The large rectangular screen shows the whole message, and the strap changes in one move. "
                "Pay from the wrist and leave the phone alone.\n\n1.9″ AMOLED, NFC, 7 days.",
            ),
            11990,
            Picture("watch", "waves", 1),
            (colours("graphite", "pink", "mint"),),
            was=13990,
        ),
        Item(
            "PLS-FIT",
            Text("Фитнес-браслет Pulsar Fit", "Pulsar Fit Band"),
            Text(
                "Двадцать граммов, которые считают шаги, будят вибрацией и напоминают встать из-за стола. "
                "Не снимается ни в душе, ни в бассейне.\n\nAMOLED 1,1″, 14 дней, 5 ATM.",
                "Twenty grams that count your steps, wake you with a buzz and tell you to leave the desk. "
                "Stays on in the shower and in the pool.\n\n1.1″ AMOLED, 14 days, 5 ATM.",
            ),
            3490,
            Picture("watch", "dots", 2),
            (colours("navy", "orange", "lilac", "black"),),
        ),
    ),
)

SPEAKERS = Shelf(
    "speakers",
    Text("Колонки", "Speakers"),
    Text("Колонка", "Speaker"),
    (
        Item(
            "BRM-ROL",
            Text("Колонка Barom Roll", "Barom Roll Speaker"),
            Text(
                "Портативная колонка, которую берут на пляж и на дачу: звук на все стороны, двадцать часов "
                "работы и полное равнодушие к воде.\n\n24 Вт, IP67, 620 г.",
                "The portable speaker for the beach and the country house: sound all around, twenty hours of "
                "play and complete indifference to water.\n\n24 W, IP67, 620 g.",
            ),
            6990,
            Picture("speaker"),
            (colours("blue", "red", "black"),),
        ),
        Item(
            "BRM-CUB",
            Text("Умная колонка Barom Cube", "Barom Cube Smart Speaker"),
            Text(
                "Ставит музыку, будильник и чайник по одному слову. Тканевый корпус не собирает отпечатков "
                "и дружит с любым интерьером.\n\n30 Вт, Wi-Fi, Bluetooth.",
                "Starts the music, the alarm and the kettle at a word. The fabric body shows no "
                "fingerprints and goes with every room.\n\n30 W, Wi-Fi, Bluetooth.",
            ),
            9990,
            Picture("speaker", style=1),
            (colours("grey", "sand"),),
        ),
        Item(
            "BRM-MIN",
            Text("Мини-колонка Barom Dot", "Barom Dot Mini Speaker"),
            Text(
                "Размером с апельсин, а слышно на всю кухню. Цепляется петлёй к рюкзаку и соединяется в "
                "пару для стерео.\n\n8 Вт, IPX7, 12 ч.",
                "The size of an orange and heard across the kitchen. Hooks onto a backpack and pairs up for "
                "stereo.\n\n8 W, IPX7, 12 h.",
            ),
            2490,
            Picture("speaker", style=2),
            (colours("mint", "terracotta", "navy"),),
            was=2990,
        ),
        Item(
            "BRM-SHF",
            Text("Полочная колонка Barom Studio", "Barom Studio Bookshelf Speaker"),
            Text(
                "Два динамика в корпусе под дерево: голоса звучат живо, бас не гудит. Подключается к "
                "проигрывателю, телевизору и телефону.\n\n60 Вт, оптический вход, Bluetooth.",
                "Two drivers in a wooden cabinet: voices sound alive and the bass does not boom. Connects to "
                "the turntable, the television and the phone.\n\n60 W, optical input, Bluetooth.",
            ),
            13990,
            Picture("speaker", style=3),
            (colours("brown", "black"),),
        ),
    ),
)

ELECTRONICS = Shelf(
    "electronics",
    Text("Электроника", "Electronics"),
    shelves=(SMARTPHONES, HEADPHONES, LAPTOPS, WATCHES, SPEAKERS),
)
