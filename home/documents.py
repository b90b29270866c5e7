"""What happens when somebody asks for a document."""


def mark_private(document, request):
    """Marks the request where not everybody may see the document, so that no browser or proxy keeps it."""
    request.is_private_document = document.collection.get_view_restrictions().exists()
