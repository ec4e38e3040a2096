//! Form controls: check boxes, switches, text fields, selects, buttons, progress bars, ratings.

use super::build::{Attributes, Builder, Group, Index};
use super::css::{BACKGROUND, Css};
use super::wireframe::Wireframe;
use crate::event::NodeId;

/// A switch that is on and names no colour.
const SWITCHED_ON: &str = "#1d4aff";

/// Stars of a rating, at most.
const MAX_STARS: f64 = 100.0;

/// An input wireframe's nodes; the answer is where the wireframes inside it belong.
pub(super) fn input(
    to: &mut Builder,
    frame: &Wireframe<'_>,
    id: NodeId,
    parent: Option<Index>,
    group: Option<Group>,
) -> Option<Index> {
    match frame.fields.text("inputType") {
        Some("button") => {
            let at = to.element(parent, id, "button", attributes(frame, id, Css::of(frame)))?;
            if let Some(value) = frame.fields.shown("value").filter(|value| !value.is_empty()) {
                to.text(Some(at), value);
            }
            Some(at)
        }
        Some("select") => select(to, frame, id, parent),
        Some("progress") => progress(to, frame, id, parent),
        Some(kind @ ("checkbox" | "radio" | "toggle")) => checkable(to, frame, id, parent, (kind, group)),
        Some(_) => {
            let value = frame.fields.shown("value").unwrap_or_default();
            to.element(parent, id, "input", attributes(frame, id, Css::of(frame)).text("value", value))
        }
        None => {
            to.note("inputType", "missing; the control is shown as a box");
            to.element(parent, id, "div", Attributes::styled(Css::of(frame)).number("data-rrweb-id", id))
        }
    }
}

/// The attributes all controls share.
fn attributes(frame: &Wireframe<'_>, id: NodeId, css: Css) -> Attributes {
    Attributes::styled(css)
        .text("type", frame.fields.text("inputType").unwrap_or_default())
        .flag("disabled", frame.fields.is_true("disabled"))
        .number("data-rrweb-id", id)
}

/// A check box, radio button or switch; with a label it stands inside a `<label>` beside the text.
fn checkable(
    to: &mut Builder,
    frame: &Wireframe<'_>,
    id: NodeId,
    parent: Option<Index>,
    (kind, group): (&str, Option<Group>),
) -> Option<Index> {
    let Some(text) = frame.fields.shown("label") else {
        return control(to, frame, id, parent, (kind, group, Css::of(frame)));
    };
    let label = to.invented(parent, "label", Attributes::styled(Css::of(frame)))?;
    if kind == "toggle" {
        to.text(Some(label), text);
        control(to, frame, id, Some(label), (kind, group, Css::default().with("height", "100%").with("flex", "1")))?;
    } else {
        control(to, frame, id, Some(label), (kind, group, Css::default()))?;
        to.text(Some(label), text);
    }
    Some(label)
}

/// The control itself, without its label.
fn control(
    to: &mut Builder,
    frame: &Wireframe<'_>,
    id: NodeId,
    parent: Option<Index>,
    (kind, group, css): (&str, Option<Group>, Css),
) -> Option<Index> {
    if kind == "toggle" {
        return toggle(to, frame, id, parent, css);
    }
    let mut all = attributes(frame, id, css).flag("checked", frame.fields.is_true("checked"));
    if let (Some(Group(of)), "radio") = (group, kind) {
        all = all.text("name", &format!("radio_group_{of}"));
    }
    to.element(parent, id, "input", all)
}

/// A switch: a slider and a handle, at the left or at the right.
fn toggle(to: &mut Builder, frame: &Wireframe<'_>, id: NodeId, parent: Option<Index>, css: Css) -> Option<Index> {
    let on = frame.fields.is_true("checked");
    let colour = frame.style.text("color").unwrap_or(if on { SWITCHED_ON } else { BACKGROUND });
    // What it is must be readable from the node alone: HTML has no switch.
    let switch = Attributes::styled(css)
        .text("role", "switch")
        .text("aria-checked", if on { "true" } else { "false" })
        .flag("disabled", frame.fields.is_true("disabled"))
        .number("data-rrweb-id", id);
    let at = to.element(parent, id, "div", switch)?;
    let inner = Css::default().with("position", "relative").with("width", "100%").with("height", "100%");
    let inner = to.invented(Some(at), "div", Attributes::styled(inner));
    let part = |css: Css, name| Attributes::styled(css).text("data-toggle-part", name);
    let slider = Css::default()
        .with("position", "absolute")
        .with("top", "33%")
        .with("left", "5%")
        .with("width", "75%")
        .with("height", "33%")
        .with("opacity", "0.2")
        .recorded("background-color", Some(colour));
    to.invented(inner, "div", part(slider, "slider"));
    let handle = Css::default()
        .with("position", "absolute")
        .with("top", "1.5%")
        .with(if on { "right" } else { "left" }, "5%")
        .with("width", "40%")
        .with("height", "75%")
        .with("border-radius", "50%")
        .recorded("background-color", Some(colour));
    to.invented(inner, "div", part(handle, "handle"));
    Some(at)
}

fn select(to: &mut Builder, frame: &Wireframe<'_>, id: NodeId, parent: Option<Index>) -> Option<Index> {
    let value = frame.fields.text("value").unwrap_or_default();
    let at = to.element(parent, id, "select", attributes(frame, id, Css::of(frame)).text("value", value))?;
    for text in &frame.options {
        let node = Attributes::default().flag("selected", **text == *value);
        let Some(node) = to.invented(Some(at), "option", node) else {
            to.note("options", "too many; the rest was left out");
            break;
        };
        to.text(Some(node), text);
    }
    Some(at)
}

fn progress(to: &mut Builder, frame: &Wireframe<'_>, id: NodeId, parent: Option<Index>) -> Option<Index> {
    match frame.style.text("bar") {
        Some("rating") => return rating(to, frame, id, parent),
        Some("circular") => return circle(to, frame, id, parent),
        _ => {}
    }
    let mut all = Attributes::styled(Css::of(frame)).flag("disabled", frame.fields.is_true("disabled"));
    for name in ["value", "max"] {
        if let Some(number) = frame.fields.number(name).filter(|number| *number != 0.0) {
            all = all.text(name, &number.to_string());
        }
    }
    to.element(parent, id, "progress", all.number("data-rrweb-id", id))
}

/// A ring: filled as far as the value says, turning where there is none.
fn circle(to: &mut Builder, frame: &Wireframe<'_>, id: NodeId, parent: Option<Index>) -> Option<Index> {
    let max = frame.fields.number("max").filter(|max| *max > 0.0).unwrap_or(1.0);
    let share =
        frame.fields.number("value").filter(|value| (0.0..=max).contains(value)).map(|value| value / max * 100.0);
    let at = to.element(parent, id, "div", Attributes::styled(Css::plain(frame)).number("data-rrweb-id", id))?;
    let css = Css::default().background(&frame.style).size(frame).with("border-radius", "50%");
    let ring = match share {
        Some(share) => Attributes::styled(css)
            .text("role", "progressbar")
            .text("aria-valuenow", &format!("{}", (share * 10.0).round() / 10.0)),
        None => Attributes::styled(css.with("border-top", "4px solid #fff")).text("role", "progressbar"),
    };
    to.invented(Some(at), "div", ring);
    Some(at)
}

/// Stars: full, perhaps one half, empty up to the maximum.
fn rating(to: &mut Builder, frame: &Wireframe<'_>, id: NodeId, parent: Option<Index>) -> Option<Index> {
    let (Some(value), Some(max)) = (frame.fields.number("value"), frame.fields.number("max")) else {
        return to.placeholder(frame, id, parent, None);
    };
    let (value, max) = (value.clamp(0.0, MAX_STARS), max.clamp(0.0, MAX_STARS));
    let at = to.element(parent, id, "div", Attributes::styled(Css::of(frame)).number("data-rrweb-id", id))?;
    let css = Css::default()
        .with("display", "flex")
        .with("flex-direction", "row")
        .recorded("color", frame.style.text("color"));
    let bar = to.invented(Some(at), "div", Attributes::styled(css))?;
    let mut shown = 0.0;
    while shown < max.max(value) {
        let name = match value - shown {
            left if left >= 1.0 => "filled star",
            left if left > 0.0 => "half-filled star",
            _ => "empty star",
        };
        let Some(star) = to.svg(Some(bar), "svg", Attributes::default().text("viewBox", "0 0 24 24")) else { break };
        let title = to.svg(Some(star), "title", Attributes::default());
        to.text(title, name);
        shown += 1.0;
    }
    Some(at)
}
