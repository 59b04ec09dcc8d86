from pathlib import Path

from django.conf import settings
from django.db import migrations

_TEXTS = Path(__file__).resolve().parents[1] / "legal"


def _draft(kind, language):
    path = _TEXTS / f"{kind}.{language}.txt"
    return path.read_text(encoding="utf-8").strip() if path.is_file() else ""


def load_drafts(apps, schema_editor):
    """Version 1 of each document, in the languages of the store that have a draft."""
    document = apps.get_model("shop", "LegalDocument")
    main, *others = settings.STORE_LANGUAGES
    for kind in ("policy", "terms"):
        document.objects.create(
            kind=kind,
            version=1,
            text=_draft(kind, main) or _draft(kind, "en"),
            translations={code: {"text": text} for code in others if (text := _draft(kind, code))},
        )


def remove_drafts(apps, schema_editor):
    """Refuses (ProtectedError) once a customer has agreed to one: that log is proof."""
    apps.get_model("shop", "LegalDocument").objects.filter(version=1).delete()


class Migration(migrations.Migration):
    dependencies = [("shop", "0001_initial")]

    operations = [migrations.RunPython(load_drafts, remove_drafts)]
