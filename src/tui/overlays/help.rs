//! The help: the keys that mean something in the focused region, from the command table.

use super::sheet;
use crate::text;
use crate::tui::command::{COMMANDS, Context, Spec};
use crate::tui::panes::lines::put;
use crate::tui::state::State;
use crate::tui::theme::{Role, Theme};
use crate::tui::update::contexts;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// The rows of the table that are heard in these contexts: the region's own first.
fn heard(contexts: &[Context]) -> Vec<&'static Spec> {
    let own = COMMANDS.iter().filter(|spec| !spec.contexts.contains(&Context::Global));
    let own = own.filter(|spec| spec.contexts.iter().any(|context| contexts.contains(context)));
    own.chain(COMMANDS.iter().filter(|spec| spec.contexts.contains(&Context::Global))).collect()
}

/// Draws the help over the screen, from a line on, in as many columns as there is room for.
pub(crate) fn draw(state: &State, theme: &Theme, (first, screen): (usize, Rect), buf: &mut Buffer) {
    let contexts = &contexts(state);
    let keys_of = |spec: &Spec| state.keys.map.keys_of(contexts, spec.command).join(" ");
    let specs: Vec<(String, &str)> = heard(contexts).into_iter().map(|spec| (keys_of(spec), spec.doc)).collect();
    let specs: Vec<(String, &str)> = specs.into_iter().filter(|(keys, _)| !keys.is_empty()).collect();
    let area = Rect { height: screen.height.saturating_sub(1), ..screen };
    let region = match contexts.first() {
        Some(Context::Page) => "the page",
        Some(Context::Dom) => "the DOM",
        Some(Context::Diff) => "the diff",
        Some(Context::Event) => "the event",
        Some(Context::Console) => "the console",
        Some(Context::Network) => "the network",
        Some(Context::Node) => "the node's life",
        Some(Context::Info) => "the info",
        Some(Context::Lanes) => "the lanes",
        _ => "the rows",
    };
    let inner = sheet(theme, area, &format!("keys in {region}: any key closes, j k scroll"), buf);
    let columns = usize::from((inner.width / 56).max(1));
    let lines = usize::from(inner.height);
    let keys = specs.iter().map(|(keys, _)| text::width(keys)).max().unwrap_or(0);
    let told = u16::try_from(keys + 2).unwrap_or(16);
    let first = first.min(specs.len().saturating_sub(lines * columns));
    for (nth, (keys, doc)) in specs.iter().skip(first).take(lines * columns).enumerate() {
        let width = inner.width / u16::try_from(columns).unwrap_or(1);
        let x = inner.x + u16::try_from(nth / lines.max(1)).unwrap_or(0) * width;
        let cell = Rect { x, width: width.saturating_sub(1), ..inner };
        let line = u16::try_from(nth % lines.max(1)).unwrap_or(0);
        put(buf, cell, 0, line, keys, theme.style(Role::Accent));
        put(buf, cell, told, line, doc, theme.style(Role::Text));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_regions_own_keys_come_first_and_no_other_regions() {
        let specs = heard(&[Context::Console, Context::List, Context::Global]);
        let names: Vec<&str> = specs.iter().map(|spec| spec.name).collect();
        let at = |name| names.iter().position(|found| *found == name);
        assert!(at("threshold") < at("quit") && at("threshold").is_some());
        assert_eq!(at("parent"), None);
    }
}
