"""Notebooks as pages whose widgets are alive: `jupyter nbconvert --to lesson notebook.ipynb`.

The page is one file that asks no network for them: the element, its modules and (with `--LessonExporter.model=True`) the tiny
SD3's weights stand in it once. Where no script runs, each widget's picture is there.
"""
import base64

from nbconvert.exporters import HTMLExporter
from nbconvert.preprocessors import Preprocessor
from traitlets import Bool

from . import page_files

VIEW = "application/vnd.jupyter.widget-view+json"
MARK = "<lesson-widget "
MODEL = ("lesson-model", "tiny-sd3")      # what the names of the model's program and weights begin with


def runtime_html(model=False):
    """What makes every <lesson-widget> of a page live: one script and the files it needs, as text."""
    names = [name for name in page_files.sizes() if name != "element.js" and (model or not name.startswith(MODEL))]
    files = "\n".join(f'<script type="application/gzip" id="lesson-widgets/{name}">{_text(name)}</script>' for name in names)
    # The script would end at the first "</script" inside it, so it comes packed like the others and is started from there.
    return (f"{files}\n<script type=\"application/gzip\" id=\"lesson-widgets/element.js\">{_text('element.js')}</script>\n"
            "<script type=\"module\">const packed=atob(document.getElementById('lesson-widgets/element.js').textContent);"
            "const bytes=Uint8Array.from(packed,c=>c.charCodeAt(0));"
            "const code=await new Response(new Response(bytes).body.pipeThrough(new DecompressionStream('gzip'))).blob();"
            "await import(URL.createObjectURL(new Blob([code],{type:'text/javascript'})));</script>\n")


def _text(name):
    return base64.b64encode(page_files.packed(name)).decode()


class LiveWidgets(Preprocessor):
    """Our widgets stand in the page as they are: not as views of a kernel that is gone, nor with what draws such views."""

    def preprocess(self, nb, resources):
        bundles = [output["data"] for cell in nb.cells for output in cell.get("outputs", []) if "data" in output]
        ours = [data for data in bundles if MARK in "".join(data.get("text/html", ""))]
        for data in ours:
            data.pop(VIEW, None)
        others = any(VIEW in data for data in bundles)
        if ours and not others:
            nb.metadata.pop("widgets", None)
        resources["lesson_widgets"] = {"ours": len(ours), "others": others}
        return nb, resources


class LessonExporter(HTMLExporter):
    """HTML with the widgets of lesson-widgets alive in it."""

    export_from_notebook = "HTML with live lesson widgets"
    model = Bool(False, help="Holds the tiny SD3 as well, for live runs; some 6 MB more.").tag(config=True)

    def __init__(self, **options):
        super().__init__(**options)
        self.register_preprocessor(LiveWidgets(parent=self), enabled=True)

    def from_notebook_node(self, nb, resources=None, **options):
        page, resources = super().from_notebook_node(nb, resources, **options)
        found = resources["lesson_widgets"]
        if not found["others"]:
            page = page.replace(f'<script src="{self.require_js_url}"></script>', "")
        if found["ours"]:
            before, body, after = page.rpartition("</body>")
            page = before + runtime_html(self.model) + body + after
        return page, resources
