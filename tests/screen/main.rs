//! The screen as it is drawn: keys in, cells out, compared with snapshots of letters and of styles.
//!
//! A style grid has one letter for each distinct style, `.` for plain text, and a legend below.
#![allow(clippy::unwrap_used)]

mod finding;
mod hostile;
mod panes;
mod parity;
mod picker;
mod picture;
mod take;
mod windows;

use ratatui::buffer::Buffer;
use ratatui::style::Style;
use scrubjay::archive::Input;
use scrubjay::recording::{Cancel, Recording, Want};
use scrubjay::tui::{Depth, GlyphSet, Options, Stage};
use std::fmt::Write as _;
use std::time::Duration;

/// A sample on a screen.
fn stage(sample: &str, size: (u16, u16), depth: Depth) -> Stage {
    staged(&load(sample), sample, size, depth)
}

/// A sample on a screen, with its signals, which are looked for when all is read.
fn stage_with_signals(sample: &str, size: (u16, u16), depth: Depth) -> Stage {
    let recording = load(sample);
    recording.find_signals(&Cancel::new()).unwrap();
    staged(&recording, sample, size, depth)
}

fn load(sample: &str) -> Recording {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(sample);
    Recording::load(&[Input::Path(path)], Want::Everything).unwrap()
}

fn staged(recording: &Recording, sample: &str, size: (u16, u16), depth: Depth) -> Stage {
    let glyphs = if depth == Depth::None { GlyphSet::Ascii } else { GlyphSet::default() };
    let files = vec![format!("samples/{sample}")];
    let options = Options { name: sample.to_owned(), files, glyphs, ..Options::default() };
    Stage::new(recording, &options, size, depth)
}

/// The letters, line by line.
fn letters(buffer: &Buffer) -> String {
    let line = |y| {
        let mut line = String::new();
        let mut x = 0;
        while x < buffer.area.width {
            let symbol = buffer[(x, y)].symbol();
            line.push_str(symbol);
            x += u16::try_from(scrubjay::text::width(symbol)).unwrap().max(1);
        }
        line.trim_end().to_owned() + "\n"
    };
    (0..buffer.area.height).map(line).collect()
}

/// The styles, a letter each, with a legend.
fn styles(buffer: &Buffer) -> String {
    let mut known: Vec<Style> = vec![buffer[(buffer.area.width - 1, 1)].style()];
    let mut out = String::new();
    let name = |place: usize| if place == 0 { '.' } else { char::from(b'a' + u8::try_from((place - 1) % 26).unwrap()) };
    for y in 0..buffer.area.height {
        for x in 0..buffer.area.width {
            let style = buffer[(x, y)].style();
            let place = known.iter().position(|seen| *seen == style).unwrap_or_else(|| {
                known.push(style);
                known.len() - 1
            });
            out.push(name(place));
        }
        out.push('\n');
    }
    for (place, style) in known.iter().enumerate() {
        let _ = writeln!(out, "{} {:?} on {:?} {:?}", name(place), style.fg, style.bg, style.add_modifier);
    }
    out
}

/// A snapshot of both grids, under a name that says what is to be seen.
fn seen(name: &str, stage: &Stage) {
    let buffer = stage.draw();
    insta::assert_snapshot!(name, format!("{}\n{}", letters(&buffer), styles(&buffer)));
}

#[test]
fn the_sizes_of_the_screen() {
    for (name, size) in [("80x24", (80, 24)), ("120x40", (120, 40)), ("200x60", (200, 60)), ("40x12", (40, 12))] {
        seen(&format!("opens at {name} on the first page"), &stage("checkout.export.json", size, Depth::Ansi256));
    }
}

#[test]
fn the_lanes_are_told_in_words_and_walked() {
    let mut stage = stage("checkout.export.json", (80, 24), Depth::Ansi256);
    stage.keys("J n");
    let shown = letters(&stage.draw());
    assert!(shown.contains("1 warning: coupon rejected"), "{shown}");
    stage.keys("j n N n");
    seen("the lanes have the focus and tell the chosen one", &stage);
    stage.keys("Enter");
    assert!(letters(&stage.draw()).contains("[6 Net]"), "the lane's pane");
}

#[test]
fn lanes_zoom_to_a_range_and_back_and_turn_pages() {
    let mut stage = stage("checkout.export.json", (120, 40), Depth::Ansi256);
    stage.keys("e v f v V");
    seen("the lanes show the chosen range, and the header says what is counted", &stage);
    stage.keys("V");
    let whole = letters(&stage.draw());
    assert!(whole.contains("00:00 "), "the whole time again: {whole}");
    stage.keys("Esc Esc 3 z g");
    let shown = letters(&stage.draw());
    assert!(shown.contains("┬00:00 ") && shown.contains("┬00:03 "), "the lanes follow the playhead: {shown}");
}

#[test]
fn densities_in_braille_are_twice_as_fine() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/checkout.export.json");
    let recording = Recording::load(&[Input::Path(path)], Want::Everything).unwrap();
    let options = Options { name: "checkout".to_owned(), glyphs: GlyphSet::Braille, ..Options::default() };
    let shown = letters(&Stage::new(&recording, &options, (80, 24), Depth::Ansi16).draw());
    let lane = shown.lines().find(|line| line.starts_with("network")).unwrap();
    assert!(lane.chars().any(|c| ('\u{2801}'..='\u{28ff}').contains(&c)), "{lane}");
}

#[test]
fn an_error_is_found_with_its_stack() {
    let mut stage = stage("checkout.export.json", (80, 24), Depth::Ansi16);
    stage.keys("e");
    let shown = letters(&stage.draw());
    assert!(shown.contains("TypeError") && shown.contains("at buy.onclick"), "{shown}");
    seen("e shows the first error with its stack", &stage);
}

#[test]
fn a_diff_between_two_marks() {
    let mut stage = stage("checkout.export.json", (120, 40), Depth::Ansi256);
    stage.keys("e A l l B D");
    seen("D shows what changed from A to B", &stage);
}

#[test]
fn rows_are_narrowed_as_typed_and_the_filter_goes_with_escape() {
    let mut stage = stage("checkout.export.json", (120, 40), Depth::Ansi256);
    stage.keys("/");
    stage.types("click buy");
    seen("rows narrow while the filter is typed", &stage);
    stage.keys("Enter Esc");
    assert!(!letters(&stage.draw()).contains(" of "), "the filter is gone");
}

#[test]
fn every_pane_shows_the_moment() {
    for (key, pane) in [("3", "diff"), ("4", "event"), ("5", "console"), ("6", "network")] {
        let mut stage = stage("checkout.export.json", (120, 40), Depth::Ansi256);
        stage.keys("f");
        stage.keys(key);
        seen(&format!("the {pane} pane at a failed request"), &stage);
    }
}

#[test]
fn without_colour_and_with_ascii_alone() {
    let mut stage = stage("checkout.export.json", (80, 24), Depth::None);
    stage.keys("e 2");
    let buffer = stage.draw();
    let ours = letters(&buffer);
    let drawn = ours.lines().next().unwrap();
    assert!(drawn.is_ascii(), "{drawn}");
    seen("ascii without colours", &stage);
}

#[test]
fn help_and_palette_lie_over_the_screen() {
    let mut stage = stage("checkout.export.json", (120, 40), Depth::Ansi256);
    stage.keys("?");
    seen("the help of the rows", &stage);
    stage.keys("Esc :");
    stage.types("err");
    seen("the palette finds commands", &stage);
    stage.keys("Enter");
    assert!(letters(&stage.draw()).contains("TypeError"), "the chosen command ran");
}

#[test]
fn dragging_the_scrubber_seeks() {
    let mut stage = stage("checkout.export.json", (80, 24), Depth::Ansi256);
    stage.drags((10, 22), (79, 22));
    let end = stage.seq();
    stage.drags((79, 22), (9, 22));
    assert!(end > 150 && stage.seq() < 10, "{end} {}", stage.seq());
}

#[test]
fn playing_moves_the_playhead_and_stops_at_the_end() {
    let mut stage = stage("checkout.export.json", (80, 24), Depth::Ansi256);
    stage.keys("g Space > > > >");
    stage.waits(Duration::from_millis(500));
    let early = stage.seq();
    assert!(early > 0);
    let ended = (0..200).any(|_| {
        stage.waits(Duration::from_millis(500));
        letters(&stage.draw()).contains("the recording ends here")
    });
    assert!(ended && stage.seq() > early);
}

#[test]
fn any_size_is_drawn() {
    let mut stage = stage("two-tabs.export.json.gz", (80, 24), Depth::Ansi256);
    for keys in ["e", "2", "3", "4", "5", "6", "\\", "?"] {
        stage.keys(keys);
        for (columns, lines) in [(1, 1), (20, 5), (59, 14), (60, 15), (99, 29), (170, 50), (500, 200), (3, 90)] {
            stage.resizes(columns, lines);
            assert_eq!(stage.draw().area.width, columns);
        }
        stage.resizes(80, 24);
    }
}

#[test]
fn every_sample_opens_on_a_page() {
    for entry in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/samples")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if std::path::Path::new(&name).extension().is_some_and(|ext| ext == "md" || ext == "proto") {
            continue;
        }
        let stage = stage(&name, (100, 30), Depth::Ansi256);
        let shown = letters(&stage.draw());
        assert!(shown.contains("full snapshot") && shown.contains("document"), "{name}:\n{shown}");
    }
}
