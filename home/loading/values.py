"""Turns what stands in a content file into the values of model fields and StreamField blocks."""

import datetime
import uuid

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from wagtail import blocks
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.snippets.blocks import SnippetChooserBlock

from home.loading.markdown import to_rich_text
from home.loading.reading import Mapping, Sequence

_NAMESPACE = uuid.UUID("6f1d2c0a-0b57-4c51-9e0a-6e2b1a5f4f10")


class Converter:
    """Converts the values of one content file. `references` finds pages by address and snippets by key."""

    def __init__(self, references, name):
        self.references = references
        self.name = name

    # Model fields ---------------------------------------------------------------------------------------------------

    def field_value(self, field, source, key):
        """The value of a model field from `source[key]`. Raises ContentError."""
        raw = source[key]
        if isinstance(field, StreamField):
            return self.stream(field.stream_block, raw, source, key)
        if isinstance(field, RichTextField):
            return self.rich_text(raw, source, key)
        if isinstance(field, models.ForeignKey):
            return self.references.find(field.related_model, raw, source, key)
        if raw is None:
            return None if field.null else field.get_default()
        if isinstance(field, models.DateTimeField):
            return self.moment(raw, source, key)
        if isinstance(field, (models.CharField, models.TextField)):
            if isinstance(raw, (Mapping, Sequence)):
                raise source.error(f'"{key}" is text, not a list.', key)
            raw = str(raw).strip()
        try:
            value = field.to_python(raw)
            if field.choices and value not in dict(field.flatchoices):
                raise ValidationError(f"{value!r} is not one of {', '.join(map(str, dict(field.flatchoices)))}.")
        except ValidationError as error:
            raise source.error(f'"{key}": {" ".join(error.messages)}', key) from error
        return value

    def rich_text(self, raw, source, key):
        try:
            return to_rich_text(raw or "", self.references.page_id)
        except ValueError as error:
            raise source.error(f'"{key}": {error}', key) from error

    def moment(self, raw, source, key):
        found = raw if isinstance(raw, datetime.datetime) else None
        if not found:
            try:
                found = parse_datetime(str(raw))
            except ValueError:
                found = None
        if not found:
            raise source.error(f'"{key}": write a date and time like 2027-04-22 13:00.', key)
        return found if timezone.is_aware(found) else timezone.make_aware(found)

    # Streams --------------------------------------------------------------------------------------------------------

    def stream(self, block, raw, source, key):
        """A StreamField's value, checked as the editor would check it. Raises ContentError."""
        if raw is None:
            raw = Sequence()
        data = self.block_data(block, raw, source, key, f"{self.name}:{key}")
        value = block.to_python(data)
        if self.references.lenient:
            # A link to a page that is not there is empty, and the block's own check would not have it.
            return value
        try:
            return block.clean(value)
        except ValidationError as error:
            where, place, reason = self._locate(error, raw, source, key)
            raise where.error(reason, place) from error

    def block_data(self, block, raw, source, key, trail):
        """What `block.to_python` reads, from the content file's way of writing."""
        if isinstance(block, blocks.StreamBlock):
            self._expect(raw, Sequence, "a list of blocks", source, key)
            found = []
            for number, item in enumerate(raw):
                names = [name for name in item if name != "id"] if isinstance(item, Mapping) else []
                if len(names) != 1:
                    raise raw.error("each block is one name and its value, like `- text: …`.", number)
                name = names[0]
                if name not in block.child_blocks:
                    raise item.error(f'"{name}" is no block here. There are: {", ".join(block.child_blocks)}.', name)
                step = f"{trail}/{item.get('id') or number}"
                found.append(
                    {
                        "type": name,
                        "value": self.block_data(block.child_blocks[name], item[name], item, name, step),
                        "id": self._id(step),
                    }
                )
            return found
        if isinstance(block, blocks.ListBlock):
            self._expect(raw, Sequence, "a list", source, key)
            found = []
            for number, item in enumerate(raw):
                own = item.get("id") if isinstance(item, Mapping) else None
                step = f"{trail}/{own or number}"
                value = self.block_data(block.child_block, item, raw, number, step)
                found.append({"type": "item", "value": value, "id": self._id(step)})
            return found
        if isinstance(block, TypedTableBlock):
            return self._table(block, raw, source, key, trail)
        if isinstance(block, blocks.StructBlock):
            self._expect(raw, Mapping, "fields and their values", source, key)
            for name in raw:
                if name not in block.child_blocks and name != "id":
                    raise raw.error(f'"{name}" is no field here. There are: {", ".join(block.child_blocks)}.', name)
            return {
                name: self.block_data(block.child_blocks[name], raw[name], raw, name, f"{trail}/{name}")
                for name in raw
                if name in block.child_blocks
            }
        if isinstance(block, blocks.RichTextBlock):
            return self.rich_text(raw, source, key)
        if isinstance(block, (blocks.PageChooserBlock, SnippetChooserBlock)):
            model = Page if isinstance(block, blocks.PageChooserBlock) else block.target_model
            found = self.references.find(model, raw, source, key)
            return found.pk if found else None
        return self._plain(block, raw, source, key)

    def _plain(self, block, raw, source, key):
        if isinstance(raw, (Mapping, Sequence)):
            raise source.error(f'"{key}" is one value, not a list.', key)
        if isinstance(raw, str):
            raw = raw.strip()
        if raw is not None and not isinstance(raw, str) and isinstance(block, (blocks.CharBlock, blocks.TextBlock)):
            raw = str(raw)
        if isinstance(block, blocks.ChoiceBlock) and raw not in (None, ""):
            known = [str(value) for value, _ in block.field.choices]
            if str(raw) not in known:
                raise source.error(f'"{key}" is {raw!r}, which is not one of {", ".join(filter(None, known))}.', key)
        return raw

    def _table(self, block, raw, source, key, trail):
        self._expect(raw, Mapping, "columns and rows", source, key)
        kind = next(iter(block.child_blocks))
        columns = raw.get("columns") or []
        rows = raw.get("rows") or Sequence()
        for number, row in enumerate(rows):
            if not isinstance(row, Sequence) or len(row) != len(columns):
                raise rows.error(f"this row has to have {len(columns)} cells.", number)
        return {
            "columns": [{"type": kind, "heading": str(heading)} for heading in columns],
            "rows": [
                {
                    "values": [
                        self.block_data(block.child_blocks[kind], cell, row, number, f"{trail}/{index}/{number}")
                        for number, cell in enumerate(row)
                    ]
                }
                for index, row in enumerate(rows)
            ],
        }

    def _expect(self, raw, kind, words, source, key):
        if not isinstance(raw, kind):
            raise source.error(f'"{key}" has to be {words}.', key)

    def _id(self, trail):
        return str(uuid.uuid5(_NAMESPACE, trail))

    def _locate(self, error, raw, source, key):
        """The mapping or list, the place in it, and the words, of the first mistake that a block's own check found."""
        nested = getattr(error, "block_errors", None) or {}
        for name, inner in nested.items() if isinstance(nested, dict) else enumerate(nested):
            if not inner:
                continue
            if isinstance(raw, Sequence) and isinstance(name, int) and name < len(raw):
                item = raw[name]
                if isinstance(error, StreamBlockValidationError):
                    name = next(part for part in item if part != "id")
                    return self._locate(inner, item[name], item, name)
                return self._locate(inner, item, raw, name)
            if isinstance(raw, Mapping):
                if name in raw:
                    return self._locate(inner, raw[name], raw, name)
                return raw, None, f'"{name}": {_words(inner)}'
        return source, key, f'"{key}": {_words(error)}'


def _words(error):
    """The messages of a validation error, however deep they are."""
    messages = list(getattr(error, "messages", []) or [])
    for nested in ("block_errors", "non_block_errors"):
        inner = getattr(error, nested, None)
        for item in inner.values() if isinstance(inner, dict) else inner or []:
            if item:
                messages.append(_words(item))
    return " ".join(dict.fromkeys(message for message in messages if message)) or str(error)
