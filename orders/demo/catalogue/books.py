"""What the demo store sells: books."""

from orders.demo.catalogue.model import Item, Picture, Shelf, Text, covers

FICTION = Shelf(
    "fiction",
    Text("Художественная литература", "Fiction"),
    Text("Роман", "Novel"),
    (
        Item(
            "BK-LIGHT",
            Text("Роман «Маяк на краю карты»", "The Lighthouse at the Edge of the Map"),
            Text(
                "Смотритель северного маяка находит в вахтенном журнале записи, которых он не делал. "
                "Неторопливый роман о море, памяти и письмах, что приходят вовремя.\n\n"
                "Анна Верескова. 384 страницы.",
                "The keeper of a northern lighthouse finds entries in the log that he never wrote. An "
                "unhurried novel about the sea, memory and letters that arrive in time.\n\n"
                "Anna Vereskova. 384 pages.",
            ),
            790,
            Picture("book", "waves", 0, "#1f4e6b"),
            (covers(hard=300),),
        ),
        Item(
            "BK-NIGHT",
            Text("Роман «Город, который не спит вполглаза»", "A City Half Awake"),
            Text(
                "Детектив о ночном трамвае, пропавшем скрипаче и девяти пассажирах, каждый из которых "
                "сказал правду. Читается за две ночи, как и было задумано.\n\nМарк Лежнев. 416 страниц.",
                "A mystery about a night tram, a missing violinist and nine passengers, every one of whom "
                "told the truth. Takes two nights, as intended.\n\nMark Lezhnev. 416 pages.",
            ),
            690,
            Picture("book", "city", 1, "#2b2440"),
            (covers(hard=250),),
            was=890,
        ),
        Item(
            "BK-STARS",
            Text("Роман «Сад под чужими звёздами»", "A Garden Under Foreign Stars"),
            Text(
                "Ботаник на далёкой станции выращивает первое яблоко и получает двенадцать непрошеных "
                "советчиков. Тёплая фантастика о терпении и соседях.\n\nИлья Сомов. 352 страницы.",
                "A botanist on a distant station grows the first apple and gets twelve unasked-for "
                "advisers. Warm science fiction about patience and neighbours.\n\nIlya Somov. 352 pages.",
            ),
            740,
            Picture("book", "stars", 2, "#17294d"),
            (covers(hard=260),),
        ),
        Item(
            "BK-FIELD",
            Text("Рассказы «Длинное лето»", "The Long Summer: Stories"),
            Text(
                "Семнадцать коротких историй о даче, велосипедах и первых разговорах всерьёз. Каждую хватает "
                "ровно на чашку чая.\n\nВера Ольшанская. 256 страниц.",
                "Seventeen short stories about a summer house, bicycles and the first serious "
                "conversations. Each lasts exactly one cup of tea.\n\nVera Olshanskaya. 256 pages.",
            ),
            590,
            Picture("book", "sunrise", 0, "#d9822b"),
            (covers(hard=220),),
        ),
    ),
)

BUSINESS = Shelf(
    "business",
    Text("Бизнес и саморазвитие", "Business & Growth"),
    Text("Книга", "Book"),
    (
        Item(
            "BK-FOCUS",
            Text("Книга «Тихая работа»", "Quiet Work"),
            Text(
                "Как делать сложное без спешки и успевать больше тех, кто спешит. Двенадцать привычек, "
                "проверенных на живых командах, без лозунгов.\n\nОлег Дымов. 288 страниц.",
                "How to do hard things without hurry and still outpace those who hurry. Twelve habits tried "
                "on real teams, no slogans.\n\nOleg Dymov. 288 pages.",
            ),
            890,
            Picture("book", "circles", 1, "#e9e2d0"),
            (covers(hard=350),),
        ),
        Item(
            "BK-SHOP",
            Text("Книга «Магазин с нуля»", "A Shop from Scratch"),
            Text(
                "От первой полки до тысячного заказа: цены, остатки, доставка и разговор с недовольным "
                "покупателем. С таблицами, которые можно взять себе.\n\nЕлена Коростелёва. 320 страниц.",
                "From the first shelf to the thousandth order: prices, stock, delivery and talking to an "
                "unhappy customer. With tables you can make your own.\n\nElena Korosteleva. 320 pages.",
            ),
            990,
            Picture("book", "blocks", 0, "#f0ead8"),
            (covers(hard=400),),
            was=1290,
        ),
        Item(
            "BK-NUMB",
            Text("Книга «Числа говорят просто»", "Numbers in Plain Words"),
            Text(
                "Статистика для тех, кто принимает решения: на примерах кофеен, поездов и школьных оценок. "
                "Ни одной формулы без картинки.\n\nРуслан Аксёнов. 304 страницы.",
                "Statistics for people who decide things, told with cafés, trains and school marks. Not one "
                "formula without a picture.\n\nRuslan Aksenov. 304 pages.",
            ),
            850,
            Picture("book", "bars", 2, "#12353f"),
            (covers(hard=300),),
        ),
        Item(
            "BK-TALK",
            Text("Книга «Разговор по делу»", "Straight Talk"),
            Text(
                "Переговоры, в которых обе стороны уходят довольными. Короткие сцены, точные вопросы и "
                "упражнения на одну поездку в метро.\n\nИнга Савельева. 240 страниц.",
                "Negotiations that leave both sides content. Short scenes, precise questions and exercises "
                "for a single underground ride.\n\nInga Savelieva. 240 pages.",
            ),
            720,
            Picture("book", "panels", 1, "#8c2f39"),
            (covers(hard=280),),
        ),
    ),
)

CHILDREN = Shelf(
    "children",
    Text("Детские книги", "Children's Books"),
    Text("Детская книга", "Children's Book"),
    (
        Item(
            "BK-FOX",
            Text("Книга «Лис, который считал звёзды»", "The Fox Who Counted Stars"),
            Text(
                "Сказка на ночь о любопытном лисёнке и очень большом небе. Крупный шрифт, плотная бумага и "
                "картинки на каждом развороте.\n\nДля детей 3–6 лет. 48 страниц.",
                "A bedtime story about a curious fox cub and a very large sky. Large type, sturdy paper and "
                "a picture on every spread.\n\nAges 3–6. 48 pages.",
            ),
            650,
            Picture("book", "stars", 0, "#4b3f87"),
        ),
        Item(
            "BK-FOREST",
            Text("Книга «Кто живёт в нашем лесу»", "Who Lives in Our Forest"),
            Text(
                "Познавательная прогулка по лесу от корней до верхушек: следы, листья, голоса птиц и "
                "задания для настоящего похода.\n\nДля детей 5–9 лет. 64 страницы.",
                "A walk through the forest from the roots to the tree tops: tracks, leaves, bird calls and "
                "tasks for a real hike.\n\nAges 5–9. 64 pages.",
            ),
            780,
            Picture("book", "leaves", 1, "#dfe8c8"),
            was=920,
        ),
        Item(
            "BK-SHAPE",
            Text("Книга «Квадрат ищет друзей»", "A Square Looking for Friends"),
            Text(
                "Первая книга о формах и цветах: страницы-картонки, скруглённые углы и рифмы, которые "
                "запоминаются с одного раза.\n\nДля детей 1–3 лет. 20 страниц.",
                "A first book of shapes and colours: board pages, rounded corners and rhymes that stick at "
                "first hearing.\n\nAges 1–3. 20 pages.",
            ),
            450,
            Picture("book", "triangles", 2, "#f6e3b5"),
        ),
    ),
)

COOKING = Shelf(
    "cooking",
    Text("Кулинария", "Cooking"),
    Text("Кулинарная книга", "Cookbook"),
    (
        Item(
            "BK-FRUIT",
            Text("Книга «Пироги круглый год»", "Pies All Year Round"),
            Text(
                "Восемьдесят пирогов по сезонам: от ревеня до тыквы. Тесто объяснено так, что получается с "
                "первого раза, а замены есть к каждому рецепту.\n\nЛидия Тальник. 224 страницы.",
                "Eighty pies by season, from rhubarb to pumpkin. The dough is explained so that it works the "
                "first time, with substitutes for every recipe.\n\nLydia Talnik. 224 pages.",
            ),
            1190,
            Picture("book", "fruit", 0, "#f3ead6"),
            (covers(hard=300),),
        ),
        Item(
            "BK-GREEN",
            Text("Книга «Ужин за двадцать минут»", "Dinner in Twenty Minutes"),
            Text(
                "Сто ужинов из того, что есть дома: одна сковорода, понятный список и честное время. Половина "
                "рецептов без мяса.\n\nПавел Гречко. 256 страниц.",
                "A hundred dinners from what is in the house: one pan, a clear list and honest timing. Half "
                "of the recipes are meat-free.\n\nPavel Grechko. 256 pages.",
            ),
            990,
            Picture("book", "petals", 1, "#2f5d50"),
            (covers(hard=300),),
            was=1250,
        ),
        Item(
            "BK-BREAD",
            Text("Книга «Хлеб: терпение и закваска»", "Bread: Patience and Sourdough"),
            Text(
                "Всё о домашнем хлебе: от первой закваски до корочки, которая поёт. С графиками на выходные "
                "и разбором ошибок по фотографиям.\n\nАртём Житник. 208 страниц.",
                "All about bread at home, from the first starter to a crust that sings. With weekend "
                "schedules and mistakes explained by photographs.\n\nArtem Zhitnik. 208 pages.",
            ),
            1090,
            Picture("book", "check", 2, "#a9683b"),
            (covers(hard=300),),
        ),
    ),
)

BOOKS = Shelf(
    "books",
    Text("Книги", "Books"),
    shelves=(FICTION, BUSINESS, CHILDREN, COOKING),
)
