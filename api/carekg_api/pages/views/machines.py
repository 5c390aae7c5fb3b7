"""What machines that read pages ask for: the description of the search, the list of pages, what robots may read."""

from typing import Final

from markupsafe import Markup

from carekg_api.pages.addresses import address_of
from carekg_api.pages.page import Page
from carekg_api.pages.reader import Reader
from carekg_api.pages.views.declaration import View

_SEARCH: Final = Markup(
    '<?xml version="1.0" encoding="utf-8"?>\n<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">'
    "<ShortName>carekg</ShortName><Description>Partnership working in health and social care</Description>"
    '<Url type="text/html" template="{0}/search?q={{searchTerms}}"/>'
    '<Url type="application/x-suggestions+json" template="{0}/suggestions.json?q={{searchTerms}}"/>'
    '<Image height="16" width="16" type="image/svg+xml">{0}/static/favicon.svg</Image>'
    "<InputEncoding>UTF-8</InputEncoding>"
    "</OpenSearchDescription>"
)
_PAGES: Final = (
    *(
        "/",
        "/ask",
        "/changes",
        "/connect",
        "/data",
        "/evidence",
        "/help",
        "/help/glossary",
        "/map",
        "/places",
        "/planned",
    ),
    *("/reform", "/search", "/sources", "/sparql"),
)


def _opensearch(reader: Reader) -> Page:
    return Page("", raw=(_SEARCH.format(reader.asked.site).encode(), "application/opensearchdescription+xml"))


def _robots(reader: Reader) -> Page:
    closed = "".join(f"Disallow: {each}\n" for each in ("/api/", "/sparql?", "/store", "/search?"))
    text = f"User-agent: *\n{closed}Sitemap: {reader.asked.site}/sitemap.xml\n"
    return Page("", raw=(text.encode(), "text/plain"))


def _sitemap(reader: Reader) -> Page:
    things = [address_of(row["thing"]) for row in reader.select("views/listed")]
    questions = [f"/ask/{name}" for name in reader.graph.registry]
    found = dict.fromkeys((*_PAGES, *questions, *(each for each in things if each.startswith("/"))))
    urls = Markup("").join(Markup("<url><loc>{}</loc></url>").format(reader.asked.site + each) for each in found)
    head = Markup(
        '<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    )
    return Page("", raw=((head + urls + Markup("</urlset>")).encode(), "application/xml"))


VIEWS: Final = (
    View("opensearch", _opensearch, "/opensearch.xml"),
    View("robots", _robots, "/robots.txt"),
    View("sitemap", _sitemap, "/sitemap.xml"),
)
