//! What the device draws around the application: status bar, navigation bar, keyboard.
//!
//! The bars are lifted out of the tree of wireframes, so that they lie above the application.

use super::build::{Attributes, Builder, Index};
use super::css::{BACKGROUND, Css, FOREGROUND};
use super::ids;
use super::wireframe::{Fields, Frames, Wireframe};
use crate::event::NodeId;

/// Whether a wireframe is one of the bars.
pub(super) fn is_bar(frame: &Wireframe<'_>) -> bool {
    matches!(frame.kind(), "status_bar" | "navigation_bar")
}

/// The first wireframe of a kind.
pub(super) fn find<'f, 'a>(frames: &'f Frames<'a>, kind: &str) -> Option<&'f Wireframe<'a>> {
    frames.0.iter().find(|frame| frame.kind() == kind)
}

/// The status bar, without the clock that PostHog's player draws into it: that shows the time in the viewer's zone, and
/// the device's was not recorded.
pub(super) fn status_bar(to: &mut Builder, frame: &Wireframe<'_>, parent: Option<Index>) {
    to.element(parent, ids::STATUS, "div", row(frame).number("data-rrweb-id", ids::STATUS));
}

/// The navigation bar: three buttons.
pub(super) fn navigation_bar(to: &mut Builder, frame: &Wireframe<'_>, parent: Option<Index>) {
    let id = navigation_id(frame);
    to.own(id);
    let at = to.element(parent, id, "div", row(frame).number("data-rrweb-id", id));
    for button in ["◀", "⚪", "⬜"] {
        let at = to.invented(at, "div", Attributes::default());
        to.text(at, button);
    }
}

/// A navigation bar keeps its own id, unless that is one of the fixed ones.
fn navigation_id(frame: &Wireframe<'_>) -> NodeId {
    frame.fields.id("id").filter(|id| *id > ids::STATUS).unwrap_or(ids::NAVIGATION)
}

/// The keyboard, from its event's payload: at the bottom, unless it says where.
pub(super) fn keyboard(to: &mut Builder, payload: &Fields<'_>) {
    to.own(ids::KEYBOARD);
    let px = |name| payload.number(name).filter(|number| *number > 0.0).map(|number| format!("{number}px"));
    let css = Css::default()
        .recorded("width", Some(px("width").as_deref().unwrap_or("100vw")))
        .recorded("height", px("height").as_deref())
        .with("position", "fixed");
    let css = match (px("x"), px("y")) {
        (None, None) => css.with("bottom", "0"),
        (x, y) => css.with("left", x.as_deref().unwrap_or("0px")).with("top", y.as_deref().unwrap_or("0px")),
    };
    let css = css
        .with("background-color", BACKGROUND)
        .with("color", FOREGROUND)
        .with("align-items", "center")
        .with("justify-content", "center")
        .with("display", "flex");
    let at = to.element(None, ids::KEYBOARD, "div", Attributes::styled(css).number("data-rrweb-id", ids::KEYBOARD));
    to.text(at, "keyboard");
}

fn row(frame: &Wireframe<'_>) -> Attributes {
    let css = Css::of(frame).with("display", "flex").with("flex-direction", "row").with("align-items", "center");
    Attributes::styled(css)
}
