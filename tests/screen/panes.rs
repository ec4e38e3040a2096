//! Every pane at the sizes a screen comes in, on recordings of real pages: the pane alone, its letters and its styles.

use super::{letters, stage, stage_with_signals, styles};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use scrubjay::tui::{Depth, Stage};

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (200, 60)];

/// The upper part of the pane, from the rule with its tabs on: as much as the lanes below never take.
fn pane(stage: &Stage) -> Buffer {
    let all = stage.draw();
    let symbol = |x: u16, y: u16| all[(x, y)].symbol();
    let (width, height) = (all.area.width, all.area.height);
    let tab = |x: u16, y: u16| ["1", " ", "P", "a", "g", "e"].iter().zip(x..).all(|(c, x)| symbol(x, y) == *c);
    let mut cells = (0..height).flat_map(|y| (2..width - 6).map(move |x| (x, y)));
    let (x, y) = cells.find(|(x, y)| tab(*x, *y)).unwrap();
    let x = x - 2;
    let bottom = (y + 1..y + height / 2).find(|y| symbol(x, *y) == "─").unwrap_or(y + height / 2);
    let right = (x..width).find(|x| symbol(*x, y) == "┬").unwrap_or(width);
    let mut part = Buffer::empty(Rect::new(0, 0, right - x, bottom - y));
    for row in 0..part.area.height {
        for column in 0..part.area.width {
            part[(column, row)] = all[(x + column, y + row)].clone();
        }
    }
    part
}

/// Snapshots of a pane at every size, after the same keys.
fn seen(name: &str, sample: &str, keys: &str) {
    seen_on(name, keys, &|size| stage(sample, size, Depth::Ansi256));
}

fn seen_on(name: &str, keys: &str, on: &dyn Fn((u16, u16)) -> Stage) {
    for (columns, lines) in SIZES {
        let mut stage = on((columns, lines));
        stage.keys(keys);
        let buffer = pane(&stage);
        let both = format!("{}\n{}", letters(&buffer), styles(&buffer));
        insta::assert_snapshot!(format!("{name} at {columns}x{lines}"), both);
    }
}

#[test]
fn the_page() {
    seen("the page that a checkout changed", "checkout.export.json", ": g o Space # 1 8 4 Enter 1");
    seen("the page of masked forms", "masked-forms.export.json.gz", "c 1");
    seen("the page with shadow roots", "shadow-dom.export.json.gz", "G 1");
}

#[test]
fn the_dom() {
    seen("the DOM after a change", "checkout.export.json", ": g o Space # 1 8 4 Enter 2");
    seen("the DOM with shadow roots", "shadow-dom.export.json.gz", "G 2");
    let mut found = stage("checkout.export.json", (120, 40), Depth::Ansi256);
    found.keys(": g o Space # 1 8 4 Enter 2 * B u y Enter");
    let shown = letters(&found.draw());
    assert!(shown.contains("found #39"), "{shown}");
}

#[test]
fn the_diff() {
    seen("the diff of an event", "checkout.export.json", ": g o Space # 1 8 4 Enter 3");
    seen("the diff of an action", "checkout.export.json", ": g o Space # 1 3 0 Enter 3 t");
    seen(
        "the diff of two ends side by side",
        "checkout.export.json",
        ": g o Space # 1 2 7 Enter A : g o Space # 1 9 6 Enter B D \\",
    );
}

#[test]
fn the_event() {
    seen("the event of a mutation", "checkout.export.json", ": g o Space # 1 8 4 Enter 4");
    seen("the event of a full snapshot", "shadow-dom.export.json.gz", "g ] 4");
}

#[test]
fn the_console() {
    seen("the console with an error unfolded", "shop-console.rrweb.json.gz", "e e 5");
}

#[test]
fn the_network() {
    seen("the network with a failure unfolded", "checkout.export.json", "f f 6");
    seen("the network as a waterfall", "checkout.export.json", "6 Home \\");
}

#[test]
fn a_nodes_life_and_the_findings() {
    seen("the life of a node", "checkout.export.json", ": g o Space # 1 8 4 Enter D j u b d");
    seen("what the recording is", "two-tabs.export.json.gz", "9");
}

#[test]
fn the_signals() {
    let shop = |size| stage_with_signals("checkout.export.json", size, Depth::Ansi256);
    seen_on("the signals with the first unfolded", "7 Home d", &shop);
    seen_on("what led to the first error", "e Y d", &shop);
}
