//! Mobile recordings: wireframes become the nodes that a web recording would carry.
//!
//! PostHog's mobile SDKs record boxes on the screen instead of a DOM: a FullSnapshot with `wireframes`, mutations with
//! `adds`, `updates` and `removes` of wireframes, a `keyboard` custom event. PostHog's player turns them into a page
//! before it replays them (PostHog: mobile replay transformer); this module does the same while an event is parsed, so
//! that nothing behind it knows that wireframes exist.
//!
//! The transformer numbers the nodes it invents in the order in which it meets them, which makes the same moment look
//! different depending on what was transformed before. Here an invented node's id follows from the wireframe it
//! belongs to and its place in it (see [`ids`]): no state, and a node keeps its id when its wireframe is recorded anew.
//! Recorded wireframe ids are kept as they are.

mod build;
mod chrome;
mod css;
mod forms;
mod ids;
mod increment;
mod page;
mod wireframe;

pub use ids::{BODY, KEYBOARD, is_synthetic, yielded};
pub use increment::{is_placed, keyboard, screenshot_in, screenshot_size};
pub(super) use increment::{may_be, mutation};
pub use page::bare_page;
pub(super) use page::full_snapshot;

/// The attribute that marks the picture of a whole screen (PostHog: `SCREENSHOT_ATTRIBUTE`).
pub const SCREENSHOT: &str = "data-posthog-screenshot";

#[cfg(test)]
mod tests;
