"""Reads content files and remembers the line of every key, so that a mistake is reported where it stands."""

import re
from pathlib import Path

import yaml


class ContentError(Exception):
    """A mistake in a content file, as "file, line N: reason"."""

    def __init__(self, path, line, reason):
        super().__init__(f"{path}, line {line}: {reason}")


class Mapping(dict):
    """A mapping that knows its file, its first line and the line of each key."""

    path = ""
    line = 1

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.lines = {}

    def error(self, reason, key=None):
        return ContentError(self.path, self.lines.get(key, self.line), reason)


class Sequence(list):
    """A list that knows its file, its first line and the line of each item."""

    path = ""
    line = 1

    def __init__(self, *args):
        super().__init__(*args)
        self.lines = []

    def error(self, reason, index=None):
        known = index is not None and index < len(self.lines)
        return ContentError(self.path, self.lines[index] if known else self.line, reason)


class _Loader(yaml.SafeLoader):
    """YAML where `yes`, `on` and `13:00` stay the words they are."""


_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in [
    ("bool", r"true|false", "tf"),
    ("int", r"-?(0|[1-9][0-9]*)", "-0123456789"),
    ("float", r"-?[0-9]+\.[0-9]+", "-0123456789"),
    ("null", r"null|~|", ["n", "~", ""]),
    ("timestamp", r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "0123456789"),
]:
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(rf"^(?:{_pattern})$"), list(_first))


def read(path, base):
    """The content of one YAML file as Mapping or Sequence. Raises ContentError with the line of the mistake."""
    path = Path(path)
    name = str(path.relative_to(base))
    try:
        loader = _Loader(path.read_text("utf-8"))
        node = loader.get_single_node()
        if node is None:
            raise ContentError(name, 1, "the file is empty.")
        return _build(loader, node, name)
    except UnicodeDecodeError as error:
        raise ContentError(name, 1, "the file is not UTF-8 text.") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise ContentError(name, mark.line + 1 if mark else 1, error.problem or "this is not YAML.") from error


def _build(loader, node, name):
    line = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        found = Mapping()
        found.path, found.line = name, line
        for key_node, value_node in node.value:
            key = loader.construct_object(key_node)
            if not isinstance(key, str):
                raise ContentError(name, key_node.start_mark.line + 1, f"{key!r} is no name for a field.")
            if key in found:
                raise ContentError(name, key_node.start_mark.line + 1, f'"{key}" stands here twice.')
            found[key] = _build(loader, value_node, name)
            found.lines[key] = key_node.start_mark.line + 1
        return found
    if isinstance(node, yaml.SequenceNode):
        found = Sequence()
        found.path, found.line = name, line
        for item in node.value:
            found.append(_build(loader, item, name))
            found.lines.append(item.start_mark.line + 1)
        return found
    try:
        return loader.construct_object(node)
    except ValueError as error:
        raise ContentError(name, line, f"{node.value!r} is not a date there is.") from error
