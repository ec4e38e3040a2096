//! A wireframe's looks as an inline style.
//!
//! Wireframe coordinates are relative to the screen however deep a wireframe is nested, hence `position: fixed`
//! throughout (PostHog: wireframeStyle).

use std::fmt::Write;

use super::wireframe::{Fields, Wireframe};

/// Behind placeholders and switches that name no colour.
pub(super) const BACKGROUND: &str = "#f3f4ef";
/// Text of placeholders that name no colour.
pub(super) const FOREGROUND: &str = "#35373e";

/// An inline style while it is written.
#[derive(Debug, Default)]
pub(super) struct Css(String);

impl Css {
    /// Everything a wireframe says about its looks.
    pub(super) fn of(frame: &Wireframe<'_>) -> Self {
        Self::default().background(&frame.style).borders(&frame.style).colour(frame).place(frame).layout(&frame.style)
    }

    /// Where a wireframe is, and nothing about colours.
    pub(super) fn plain(frame: &Wireframe<'_>) -> Self {
        Self::default().place(frame).layout(&frame.style)
    }

    /// A property whose value is ours.
    pub(super) fn with(mut self, property: &str, value: &str) -> Self {
        let gap = if self.0.is_empty() { "" } else { " " };
        let _ = write!(self.0, "{gap}{property}: {value};"); // writing to a String cannot fail
        self
    }

    /// A property whose value is recorded; one that would end the declaration is left out.
    pub(super) fn recorded(self, property: &str, value: Option<&str>) -> Self {
        match value {
            Some(value) if !value.contains([';', '{', '}']) => self.with(property, value),
            _ => self,
        }
    }

    /// The finished text.
    pub(super) fn text(self) -> String {
        self.0
    }

    /// Size on the screen: CSS pixels, or the whole width.
    pub(super) fn size(self, frame: &Wireframe<'_>) -> Self {
        let width = match frame.fields.text("width") {
            Some("100vw") => Some("100vw".to_owned()),
            _ => pixels(&frame.fields, "width"),
        };
        self.recorded("width", width.as_deref()).recorded("height", pixels(&frame.fields, "height").as_deref())
    }

    /// The background: a colour, a picture.
    pub(super) fn background(self, style: &Fields<'_>) -> Self {
        let css = self.recorded("background-color", style.text("backgroundColor"));
        match style.text("backgroundImage") {
            Some(image) => css
                .with("background-image", &format!("url(\"{}\")", data_url(image).replace(['"', '\\'], "")))
                .recorded("background-size", Some(style.text("backgroundSize").unwrap_or("auto")))
                .with("background-repeat", "no-repeat"),
            None => css,
        }
    }

    fn colour(self, frame: &Wireframe<'_>) -> Self {
        self.recorded("color", frame.style.text("color"))
    }

    fn borders(self, style: &Fields<'_>) -> Self {
        let before = self.0.len();
        let css = self
            .recorded("border-width", pixels(style, "borderWidth").as_deref())
            .recorded("border-radius", pixels(style, "borderRadius").as_deref())
            .recorded("border-color", style.text("borderColor"));
        if css.0.len() > before { css.with("border-style", "solid") } else { css }
    }

    fn place(self, frame: &Wireframe<'_>) -> Self {
        let css = self.size(frame).with("position", "fixed");
        let at = |name| pixels(&frame.fields, name).unwrap_or_else(|| "0px".to_owned());
        css.with("left", &at("x")).with("top", &at("y"))
    }

    fn layout(self, style: &Fields<'_>) -> Self {
        let vertical = match style.text("verticalAlign") {
            Some("top") => Some("flex-start"),
            Some("center") => Some("center"),
            Some("bottom") => Some("flex-end"),
            _ => None,
        };
        let horizontal = match style.text("horizontalAlign") {
            Some("left") => Some("flex-start"),
            Some("center") => Some("center"),
            Some("right") => Some("flex-end"),
            _ => None,
        };
        let css = self.recorded("align-items", vertical).recorded("justify-content", horizontal);
        let css = if vertical.or(horizontal).is_some() { css.with("display", "flex") } else { css };
        css.recorded("padding-top", pixels(style, "paddingTop").as_deref())
            .recorded("padding-right", pixels(style, "paddingRight").as_deref())
            .recorded("padding-bottom", pixels(style, "paddingBottom").as_deref())
            .recorded("padding-left", pixels(style, "paddingLeft").as_deref())
            .recorded("font-size", pixels(style, "fontSize").as_deref())
            .recorded("font-family", style.text("fontFamily"))
    }
}

/// A recorded length: a number of CSS pixels, or the same as text with or without its unit.
fn pixels(fields: &Fields<'_>, name: &str) -> Option<String> {
    let number = fields.number(name).or_else(|| fields.text(name)?.trim_end_matches("px").trim().parse().ok())?;
    (number.abs() < 1e7).then(|| format!("{number}px"))
}

/// A picture as a data URL: SDKs send bare base64 of a PNG, now and then with line breaks.
pub(super) fn data_url(base64: &str) -> String {
    let compact: String = base64.chars().filter(|c| !matches!(c, '\r' | '\n')).collect();
    if compact.starts_with("data:image/") { compact } else { format!("data:image/png;base64,{compact}") }
}
