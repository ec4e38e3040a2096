//! The README's picture: the screen as the program's own test backend draws it, as SVG. `INSTA_UPDATE=always` draws it
//! anew.

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};
use scrubjay::tui::Depth;
use std::fmt::Write as _;

/// A cell in pixels.
const CELL: (u16, u16) = (9, 19);
const PAPER: &str = "#16181d";
const INK: &str = "#d7dae0";

#[test]
fn the_readme_shows_the_screen_as_it_is() {
    let mut stage = super::stage("checkout.export.json", (120, 36), Depth::True);
    stage.keys("e 2");
    let drawn = svg(&stage.draw());
    let path = format!("{}/.github/screen.svg", env!("CARGO_MANIFEST_DIR"));
    if std::env::var("INSTA_UPDATE").as_deref() == Ok("always") {
        std::fs::write(path, drawn).unwrap();
    } else {
        let kept = std::fs::read_to_string(path).unwrap();
        assert!(kept == drawn, "the screen looks different now: INSTA_UPDATE=always draws .github/screen.svg anew");
    }
}

fn svg(buffer: &Buffer) -> String {
    let (width, height) = (buffer.area.width * CELL.0, buffer.area.height * CELL.1);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" font-family=\"ui-monospace, \
         'DejaVu Sans Mono', Menlo, Consolas, monospace\" font-size=\"15\" xml:space=\"preserve\">\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"{PAPER}\"/>\n"
    );
    for y in 0..buffer.area.height {
        let mut x = 0;
        while x < buffer.area.width {
            let cell = &buffer[(x, y)];
            let alike = (x..buffer.area.width).take_while(|x| buffer[(*x, y)].style() == cell.style());
            let run = u16::try_from(alike.count()).unwrap();
            let text: String = (x..x + run).map(|x| buffer[(x, y)].symbol()).collect();
            piece(&mut out, cell, &text, [x, y, run]);
            x += run;
        }
    }
    out.push_str("</svg>\n");
    out
}

/// A stretch of one style: its ground, then its text, pinned to the grid whatever font the reader has.
fn piece(out: &mut String, cell: &Cell, text: &str, [x, y, cells]: [u16; 3]) {
    let (mut ink, mut paper) = (colour(cell.fg, INK), colour(cell.bg, PAPER));
    if cell.modifier.contains(Modifier::REVERSED) {
        std::mem::swap(&mut ink, &mut paper);
    }
    let (left, top, width) = (x * CELL.0, y * CELL.1, cells * CELL.0);
    if paper != PAPER {
        let _ =
            writeln!(out, "<rect x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"{}\" fill=\"{paper}\"/>", CELL.1);
    }
    let shown = text.trim_end();
    if shown.is_empty() {
        return;
    }
    let weight = if cell.modifier.contains(Modifier::BOLD) { " font-weight=\"bold\"" } else { "" };
    let faint = if cell.modifier.contains(Modifier::DIM) { " opacity=\"0.6\"" } else { "" };
    let length = u16::try_from(scrubjay::text::width(shown)).unwrap() * CELL.0;
    let escaped = shown.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let base = top + 14;
    let _ = writeln!(
        out,
        "<text x=\"{left}\" y=\"{base}\" textLength=\"{length}\" lengthAdjust=\"spacingAndGlyphs\" fill=\"{ink}\"{weight}{faint}>{escaped}</text>"
    );
}

/// A colour as SVG writes it; the sixteen as common terminals show them.
fn colour(colour: Color, plain: &str) -> String {
    let named = match colour {
        Color::Rgb(r, g, b) => return format!("#{r:02x}{g:02x}{b:02x}"),
        Color::Black => "#1d1f21",
        Color::Red | Color::LightRed => "#e06c75",
        Color::Green | Color::LightGreen => "#98c379",
        Color::Yellow | Color::LightYellow => "#e5c07b",
        Color::Blue | Color::LightBlue => "#61afef",
        Color::Magenta | Color::LightMagenta => "#c678dd",
        Color::Cyan | Color::LightCyan => "#56b6c2",
        Color::Gray => "#abb2bf",
        Color::DarkGray => "#5c6370",
        Color::White => "#ffffff",
        Color::Reset | Color::Indexed(_) => plain,
    };
    named.to_owned()
}
