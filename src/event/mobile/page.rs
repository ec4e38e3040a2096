//! A FullSnapshot of wireframes as a page.

use std::collections::HashSet;

use super::build::{Attributes, Builder, Index};
use super::css::Css;
use super::wireframe::Frames;
use super::{chrome, ids};
use crate::event::node::{Doctype, NodeBody, Subtree};
use crate::event::reader::Reader;
use crate::event::{BadEvent, NodeId};

/// Browsers' own margins and form looks must not shift what was recorded.
const RESET: &str = "body { margin: unset } input, button, select, textarea { font: inherit; margin: 0; padding: 0; \
border: 0; background: transparent } img { border-style: none }";

/// Reads the `wireframes` of a FullSnapshot that come next, as the page that they describe.
pub(in crate::event) fn full_snapshot(reader: &mut Reader<'_>) -> Result<Subtree, BadEvent> {
    let (page, odd) = page(&Frames::read(reader)?);
    for (field, problem) in odd {
        reader.odd(field, None, problem);
    }
    Ok(page)
}

/// A page with nothing on it, for a screen that is first recorded by an increment.
#[must_use]
pub fn bare_page() -> Subtree {
    page(&Frames::default()).0
}

/// What had to be left out: the field, and what is wrong with it.
type Odd = Vec<(&'static str, &'static str)>;

fn page(frames: &Frames<'_>) -> (Subtree, Odd) {
    let mut to = Builder::new(ids::BODY);
    let taken = Taken::by(frames);
    let document = to.push(None, taken.id(ids::DOCUMENT), NodeBody::Document { quirks: false });
    let doctype = Doctype { name: "html".into(), ..Doctype::default() };
    to.push(document, taken.id(ids::DOCTYPE), NodeBody::Doctype(doctype.into()));
    let whole = || Attributes::styled(Css::default().with("height", "100vh").with("width", "100vw"));
    let html = fixed(&mut to, document, "html", (taken.id(ids::HTML), whole()));
    let head = fixed(&mut to, html, "head", (taken.id(ids::HEAD), Attributes::default()));
    to.own(ids::HEAD);
    let style = to.invented(head, "style", Attributes::default().text("type", "text/css"));
    to.text(style, RESET);
    let body = fixed(&mut to, html, "body", (taken.id(ids::BODY), whole()));
    to.convert(frames, body);
    let why = "a fixed placeholder to contain the keyboard in the correct stacking position";
    let holder = Attributes::default().text("data-render-reason", why);
    fixed(&mut to, body, "div", (taken.id(ids::KEYBOARD_PARENT), holder));
    let navigation = fixed(&mut to, body, "div", (taken.id(ids::NAVIGATION_PARENT), Attributes::default()));
    if let Some(bar) = chrome::find(frames, "navigation_bar") {
        chrome::navigation_bar(&mut to, bar, navigation);
    }
    let status = fixed(&mut to, body, "div", (taken.id(ids::STATUS_PARENT), Attributes::default()));
    if let Some(bar) = chrome::find(frames, "status_bar") {
        chrome::status_bar(&mut to, bar, status);
    }
    (to.page, to.odd)
}

fn fixed(to: &mut Builder, parent: Option<Index>, tag: &str, (id, attributes): (NodeId, Attributes)) -> Option<Index> {
    to.element(parent, id, tag, attributes.number("data-rrweb-id", id))
}

/// Fixed ids that the recording uses for wireframes of its own: the recorded node keeps the id, the invented one
/// yields.
struct Taken(HashSet<NodeId>);

impl Taken {
    fn by(frames: &Frames<'_>) -> Self {
        let recorded = frames.0.iter().filter(|frame| !chrome::is_bar(frame));
        Self(recorded.filter_map(|frame| frame.fields.id("id")).filter(|id| *id <= ids::STATUS).collect())
    }

    fn id(&self, fixed: NodeId) -> NodeId {
        if self.0.contains(&fixed) { ids::yielded(fixed) } else { fixed }
    }
}
