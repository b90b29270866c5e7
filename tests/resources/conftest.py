"""What tests of resources may ask for."""

import pytest
from bs4 import BeautifulSoup

from resources.models import StoryPage


@pytest.fixture
def read(client, site_content):
    """read(address) gives the parsed page at an address of the site, without the meanings of jargon beside its words."""

    def get(address):
        response = client.get(address)
        assert response.status_code == 200, address
        page = BeautifulSoup(response.content, "html.parser")
        for meaning in page.select(".jargon-meaning, .jargon-button"):
            meaning.decompose()
        return page

    return get


@pytest.fixture
def alston(site_content):
    return StoryPage.objects.get(slug="alston")
