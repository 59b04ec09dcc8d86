from pathlib import Path

from django.conf import settings
from django.db import migrations

_TEXTS = Path(__file__).resolve().parents[1] / "legal"
_KINDS = ("offer", "returns")


def _draft(kind, language):
    path = _TEXTS / f"{kind}.{language}.txt"
    return path.read_text(encoding="utf-8").strip() if path.is_file() else ""


def load_drafts(apps, schema_editor):
    """Version 1 of each, for information: nobody is asked to agree to them."""
    document = apps.get_model("shop", "LegalDocument")
    main, *others = settings.STORE_LANGUAGES
    for kind in _KINDS:
        document.objects.create(
            kind=kind,
            version=1,
            needs_consent=False,
            text=_draft(kind, main) or _draft(kind, "en"),
            translations={code: {"text": text} for code in others if (text := _draft(kind, code))},
        )


def remove_drafts(apps, schema_editor):
    """All versions: what is left must not name a kind that there is no more."""
    apps.get_model("shop", "LegalDocument").objects.filter(kind__in=_KINDS).delete()


class Migration(migrations.Migration):
    dependencies = [("shop", "0007_settings_of_the_store")]

    operations = [migrations.RunPython(load_drafts, remove_drafts)]
