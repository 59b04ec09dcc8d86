"""Invented customers: the same number is always the same person."""

from __future__ import annotations

from dataclasses import dataclass

FIRST_ID = 9_000_000_001
STAFF = "staff:owner"  # who works here, as timelines and ledgers name them
LAST_ID = FIRST_ID + 9_999_999  # as many as there are phone numbers

_MEN = (
    ("Александр", "alex"), ("Дмитрий", "dmitry"), ("Максим", "max"), ("Сергей", "sergey"),
    ("Андрей", "andrey"), ("Алексей", "alexey"), ("Иван", "ivan"), ("Кирилл", "kirill"),
    ("Михаил", "misha"), ("Никита", "nikita"), ("Егор", "egor"), ("Роман", "roman"),
    ("Тимур", "timur"), ("Павел", "pavel"), ("Артём", "artem"), ("Глеб", "gleb"),
)  # fmt: skip
_WOMEN = (
    ("Анна", "anna"), ("Мария", "masha"), ("Елена", "elena"), ("Дарья", "dasha"),
    ("Ольга", "olga"), ("Наталья", "nata"), ("Екатерина", "katya"), ("Татьяна", "tanya"),
    ("Ирина", "irina"), ("Алина", "alina"), ("Полина", "polina"), ("Виктория", "vika"),
    ("Юлия", "yulia"), ("Ксения", "ksenia"), ("Светлана", "sveta"), ("Вера", "vera"),
)  # fmt: skip
_FAMILIES = (
    ("Иванов", "ivanov"), ("Смирнов", "smirnov"), ("Кузнецов", "kuznetsov"), ("Попов", "popov"),
    ("Васильев", "vasiliev"), ("Петров", "petrov"), ("Соколов", "sokolov"), ("Новиков", "novikov"),
    ("Морозов", "morozov"), ("Волков", "volkov"), ("Лебедев", "lebedev"), ("Козлов", "kozlov"),
    ("Егоров", "egorov"), ("Павлов", "pavlov"), ("Орлов", "orlov"), ("Макаров", "makarov"),
    ("Никитин", "nikitin"), ("Захаров", "zaharov"), ("Борисов", "borisov"), ("Королёв", "korolev"),
    ("Гусев", "gusev"), ("Титов", "titov"), ("Комаров", "komarov"), ("Белов", "belov"),
    ("Фомин", "fomin"), ("Голубев", "golubev"), ("Зимин", "zimin"), ("Ершов", "ershov"),
    ("Сафронов", "safronov"),
)  # fmt: skip
_ENGLISH_FIRST = (
    "James", "Olivia", "Daniel", "Emma", "Thomas", "Sophie", "Liam", "Grace", "Oscar", "Hannah",
    "Lucas", "Clara", "Henry", "Alice", "Victor", "Nora", "Samuel", "Julia", "Marco",
)  # fmt: skip
_ENGLISH_LAST = (
    "Walker", "Bennett", "Carter", "Hughes", "Foster", "Morgan", "Reed", "Palmer", "Ellis",
    "Hayes", "Becker", "Novak", "Rossi", "Martin", "Larsen", "Silva", "Kim", "Murphy", "Lang",
    "Dubois", "Weber", "Costa", "Byrne",
)  # fmt: skip
_PLACES = (
    ("Москва", "Moscow", "Лесная", "Lesnaya"),
    ("Москва", "Moscow", "Профсоюзная", "Profsoyuznaya"),
    ("Москва", "Moscow", "Большая Полянка", "Bolshaya Polyanka"),
    ("Санкт-Петербург", "Saint Petersburg", "Рубинштейна", "Rubinsteina"),
    ("Санкт-Петербург", "Saint Petersburg", "Савушкина", "Savushkina"),
    ("Казань", "Kazan", "Баумана", "Baumana"),
    ("Екатеринбург", "Yekaterinburg", "Малышева", "Malysheva"),
    ("Новосибирск", "Novosibirsk", "Красный проспект", "Krasny Prospekt"),
    ("Нижний Новгород", "Nizhny Novgorod", "Рождественская", "Rozhdestvenskaya"),
    ("Краснодар", "Krasnodar", "Северная", "Severnaya"),
    ("Калининград", "Kaliningrad", "Театральная", "Teatralnaya"),
)
# Telegram's language of ten people in a row; the last is written to in English, as any stranger is.
_LANGUAGES = ("ru", "ru", "en", "ru", "ru", "ru-RU", "en-GB", "ru", "ru", "de")


@dataclass(frozen=True, slots=True)
class Person:
    id: int
    full_name: str
    username: str
    phone_number: str
    shipping_address: str
    telegram_language: str
    chosen_language: str


def person(number: int) -> Person:
    """The customer of this number, from 0 up."""
    mixed = (number * 2_654_435_761 + 97) % 4_294_967_296
    language = _LANGUAGES[number % len(_LANGUAGES)]
    russian = language.startswith("ru")
    name, handle = _russian_name(number, mixed) if russian else _english_name(number, mixed)
    return Person(
        id=FIRST_ID + number,
        full_name=name,
        username=f"{handle}_{number % 97 + 3}" if mixed % 10 < 7 else "",
        phone_number=f"+7900{(number * 6_180_339 + 1_234_567) % 10_000_000:07d}",
        shipping_address=_address(mixed, russian=russian),
        telegram_language=language,
        chosen_language="en" if russian and mixed % 29 == 0 else "",
    )


def _russian_name(number: int, mixed: int) -> tuple[str, str]:
    family, latin = _FAMILIES[number % len(_FAMILIES)]
    first, handle = (_WOMEN if mixed % 2 else _MEN)[mixed // 2 % len(_MEN)]
    ending = "а" if mixed % 2 else ""
    return f"{first} {family}{ending}", f"{handle}_{latin}{'a' if ending else ''}"


def _english_name(number: int, mixed: int) -> tuple[str, str]:
    first = _ENGLISH_FIRST[number % len(_ENGLISH_FIRST)]
    last = _ENGLISH_LAST[mixed % len(_ENGLISH_LAST)]
    return f"{first} {last}", f"{first}_{last}".lower()


def _address(mixed: int, *, russian: bool) -> str:
    city, city_en, street, street_en = _PLACES[mixed // 64 % len(_PLACES)]
    house, flat = mixed // 7 % 88 + 1, mixed // 1024 % 240 + 1
    if russian:
        return f"{city}, ул. {street}, д. {house}, кв. {flat}".replace("ул. Красный", "Красный")
    return f"{house} {street_en}, apt {flat}, {city_en}, Russia"
