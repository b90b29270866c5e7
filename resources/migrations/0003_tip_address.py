from itertools import count

from django.db import migrations, models
from django.utils.text import slugify


def name_tips(apps, schema_editor):
    """Gives each tip that was written before an address of its own, as the model gives one to new ones."""
    Tip = apps.get_model("resources", "Tip")
    taken = set()
    for tip in Tip.objects.order_by("pk"):
        base = slugify(tip.text, allow_unicode=True)[:100].strip("-") or "tip"
        names = (base if number == 1 else f"{base}-{number}" for number in count(1))
        tip.slug = next(name for name in names if (name, tip.locale_id) not in taken)
        taken.add((tip.slug, tip.locale_id))
        tip.save(update_fields=["slug"])


class Migration(migrations.Migration):
    dependencies = [("resources", "0002_tips_block")]

    operations = [
        migrations.AddField(
            model_name="tip",
            name="slug",
            field=models.SlugField(
                allow_unicode=True,
                blank=True,
                default="",
                help_text="The end of its address, /tools/hints-and-tips/#tip-small-tables. Made from the tip if left empty. "
                "Do not change it later: links lead to it.",
                max_length=120,
                verbose_name="address",
            ),
            preserve_default=False,
        ),
        migrations.RunPython(name_tips, migrations.RunPython.noop),
        migrations.AlterUniqueTogether(name="tip", unique_together={("slug", "locale"), ("translation_key", "locale")}),
    ]
