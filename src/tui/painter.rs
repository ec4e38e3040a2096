//! The way to the terminal: a frame's changes as few bytes as they need, in one write, as one synchronized update.
//!
//! A frame that changes nothing writes nothing. The cursor stays hidden. After a grapheme whose width terminals may
//! disagree about (wide, or of several code points) the next cell is addressed anew, so that what a recording contains
//! cannot push a rule out of its column. Nothing is ever asked of the terminal.

use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};
use ratatui::style::{Color, Modifier};
use std::fmt::Write as _;
use std::io::{self, Write};

/// A blank run of at least this many cells is erased rather than written.
const ERASE_FROM: usize = 6;

/// A [`Backend`] that gathers a frame and writes it at once.
pub(crate) struct Painter<W> {
    out: W,
    /// What goes before the next frame, in the same write.
    ahead: String,
    frame: String,
    /// The size, when it is fixed; else the terminal's.
    size: Option<Size>,
}

/// The style that the terminal is set to.
#[derive(Clone, Copy, PartialEq)]
struct Pen {
    fg: Color,
    bg: Color,
    modifier: Modifier,
}

const PLAIN: Pen = Pen { fg: Color::Reset, bg: Color::Reset, modifier: Modifier::empty() };

impl<W: Write> Painter<W> {
    /// Paints on a terminal behind `out`.
    pub(crate) fn new(out: W) -> Self {
        Self { out, ahead: String::new(), frame: String::new(), size: None }
    }

    /// Sends bytes ahead of the next frame, in one write with it: a terminal is never seen entered and empty.
    pub(crate) fn send_ahead(&mut self, bytes: &str) {
        self.ahead.push_str(bytes);
    }

    /// Writes bytes that are no part of a frame, such as a text for the clipboard.
    pub(crate) fn send(&mut self, bytes: &str) -> io::Result<()> {
        self.out.write_all(bytes.as_bytes())?;
        self.out.flush()
    }

    fn paint(&mut self, cells: &[(u16, u16, &Cell)]) {
        let mut pen = PLAIN;
        let mut at: Option<(u16, u16)> = None;
        let mut place = 0;
        while let Some((x, y, cell)) = cells.get(place).copied() {
            self.go(at, (x, y));
            let next = Pen { fg: cell.fg, bg: cell.bg, modifier: cell.modifier };
            if next != pen {
                set_pen(&mut self.frame, pen, next);
                pen = next;
            }
            let blank = blank_run(&cells[place..]);
            if blank >= ERASE_FROM {
                let _ = write!(self.frame, "\u{1b}[{blank}X");
                at = Some((x, y));
                place += blank;
                continue;
            }
            self.frame.push_str(cell.symbol());
            at = is_sure(cell.symbol()).then(|| (x.saturating_add(1), y));
            place += 1;
        }
        if pen != PLAIN {
            self.frame.push_str("\u{1b}[m");
        }
    }

    /// Moves to a cell in the shortest way.
    fn go(&mut self, from: Option<(u16, u16)>, to: (u16, u16)) {
        let _ = match from {
            Some(from) if from == to => Ok(()),
            Some((x, y)) if y == to.1 && to.0 > x => match to.0 - x {
                1 => write!(self.frame, "\u{1b}[C"),
                columns => write!(self.frame, "\u{1b}[{columns}C"),
            },
            _ => write!(self.frame, "\u{1b}[{};{}H", u32::from(to.1) + 1, u32::from(to.0) + 1),
        };
    }
}

/// How many cells from here are blank, plain and side by side.
fn blank_run(cells: &[(u16, u16, &Cell)]) -> usize {
    let Some((x, y, _)) = cells.first() else { return 0 };
    let blank = |cell: &Cell| cell.symbol() == " " && cell.bg == Color::Reset && cell.modifier.is_empty();
    let run = cells.iter().zip(*x..).take_while(|((cx, cy, cell), x)| cx == x && cy == y && blank(cell));
    run.count()
}

/// Whether every terminal gives a symbol one column.
fn is_sure(symbol: &str) -> bool {
    let mut chars = symbol.chars();
    match (chars.next(), chars.next()) {
        // Beside ASCII: rules and blocks, one column in all but terminals set to wide ambiguous characters.
        (Some(' '..='~' | '\u{2500}'..='\u{259f}'), None) => true,
        _ => false,
    }
}

fn set_pen(out: &mut String, from: Pen, to: Pen) {
    let mut codes: Vec<String> = Vec::new();
    let mut from = from;
    if from.modifier != to.modifier {
        if !to.modifier.contains(from.modifier) {
            codes.push("0".to_owned());
            from = PLAIN;
        }
        let added = to.modifier - from.modifier;
        codes.extend(MODIFIERS.iter().filter(|(m, _)| added.contains(*m)).map(|(_, code)| (*code).to_owned()));
    }
    if from.fg != to.fg {
        codes.push(colour(to.fg, 30));
    }
    if from.bg != to.bg {
        codes.push(colour(to.bg, 40));
    }
    let _ = write!(out, "\u{1b}[{}m", codes.join(";"));
}

const MODIFIERS: [(Modifier, &str); 7] = [
    (Modifier::BOLD, "1"),
    (Modifier::DIM, "2"),
    (Modifier::ITALIC, "3"),
    (Modifier::UNDERLINED, "4"),
    (Modifier::REVERSED, "7"),
    (Modifier::HIDDEN, "8"),
    (Modifier::CROSSED_OUT, "9"),
];

/// A colour's code; `base` is 30 for the foreground, 40 for the background.
fn colour(colour: Color, base: u8) -> String {
    let plain = |offset: u8| (base + offset).to_string();
    let bright = |offset: u8| (base + 60 + offset).to_string();
    match colour {
        Color::Reset => plain(9),
        Color::Black => plain(0),
        Color::Red => plain(1),
        Color::Green => plain(2),
        Color::Yellow => plain(3),
        Color::Blue => plain(4),
        Color::Magenta => plain(5),
        Color::Cyan => plain(6),
        Color::Gray => plain(7),
        Color::DarkGray => bright(0),
        Color::LightRed => bright(1),
        Color::LightGreen => bright(2),
        Color::LightYellow => bright(3),
        Color::LightBlue => bright(4),
        Color::LightMagenta => bright(5),
        Color::LightCyan => bright(6),
        Color::White => bright(7),
        Color::Indexed(index) => format!("{};5;{index}", base + 8),
        Color::Rgb(r, g, b) => format!("{};2;{r};{g};{b}", base + 8),
    }
}

impl<W: Write> Backend for Painter<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let cells: Vec<(u16, u16, &Cell)> = content.collect();
        self.paint(&cells);
        Ok(())
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        Ok(()) // hidden from entering to leaving
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(Position::ORIGIN) // a terminal is never asked
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, _position: P) -> io::Result<()> {
        Ok(())
    }

    fn clear(&mut self) -> io::Result<()> {
        self.frame.push_str("\u{1b}[m\u{1b}[2J");
        Ok(())
    }

    fn clear_region(&mut self, _region: ClearType) -> io::Result<()> {
        self.clear()
    }

    fn size(&self) -> io::Result<Size> {
        if let Some(size) = self.size {
            return Ok(size);
        }
        let (width, height) = crossterm::terminal::size()?;
        Ok(if width == 0 || height == 0 { Size::new(80, 24) } else { Size::new(width, height) })
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        Ok(WindowSize { columns_rows: self.size()?, pixels: Size::new(0, 0) })
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.frame.is_empty() {
            return Ok(());
        }
        let frame = format!("{}\u{1b}[?2026h{}\u{1b}[?2026l", self.ahead, self.frame);
        self.ahead.clear();
        self.frame.clear();
        self.out.write_all(frame.as_bytes())?;
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::Terminal;
    use ratatui::layout::Rect;
    use ratatui::style::Style;

    fn terminal(width: u16, height: u16) -> Terminal<Painter<Vec<u8>>> {
        let size = Some(Size::new(width, height));
        Terminal::new(Painter { size, ..Painter::new(Vec::new()) }).unwrap()
    }

    fn bytes(terminal: &mut Terminal<Painter<Vec<u8>>>, lines: &[(&str, Style)]) -> String {
        terminal.backend_mut().out.clear();
        let draw = |frame: &mut ratatui::Frame<'_>| {
            for (y, (line, style)) in (0..).zip(lines) {
                frame.buffer_mut().set_string(0, y, line, *style);
            }
        };
        terminal.draw(draw).unwrap();
        String::from_utf8(terminal.backend().out.clone()).unwrap()
    }

    #[test]
    fn a_frame_that_changes_nothing_writes_nothing() {
        let mut terminal = terminal(20, 2);
        let lines = [("hello", Style::new().fg(Color::Red))];
        assert!(!bytes(&mut terminal, &lines).is_empty());
        assert_eq!(bytes(&mut terminal, &lines), "");
    }

    #[test]
    fn a_frame_is_one_synchronized_update() {
        let mut terminal = terminal(20, 2);
        let frame = bytes(&mut terminal, &[("hello", Style::new().fg(Color::Red))]);
        assert!(frame.starts_with("\u{1b}[?2026h") && frame.ends_with("\u{1b}[m\u{1b}[?2026l"), "{frame:?}");
    }

    /// Every write by itself.
    #[derive(Default)]
    struct Writes(Vec<Vec<u8>>);

    impl Write for Writes {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.push(bytes.to_vec());
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn entering_and_the_first_frame_are_one_write() {
        let size = Some(Size::new(200, 60));
        let mut terminal = Terminal::new(Painter { size, ..Painter::new(Writes::default()) }).unwrap();
        terminal.backend_mut().send_ahead("\u{1b}[?1049h");
        terminal.clear().unwrap();
        terminal.draw(|frame| frame.buffer_mut().set_string(9, 9, "all there is", Style::new())).unwrap();
        let [only] = terminal.backend().out.0.as_slice() else { panic!("{} writes", terminal.backend().out.0.len()) };
        assert!(only.starts_with(b"\x1b[?1049h\x1b[?2026h") && only.ends_with(b"\x1b[?2026l"));
    }

    #[test]
    fn a_terminal_shows_what_was_drawn() {
        let mut terminal = terminal(30, 3);
        let mut screen = vt100::Parser::new(3.try_into().unwrap(), 30.try_into().unwrap(), 0);
        let bold = Style::new().add_modifier(Modifier::BOLD);
        let frames: [&[(&str, Style)]; 4] = [
            &[("a long line of thirty columns.", bold), ("漢字 and e\u{301} │", Style::new())],
            &[("short", Style::new().bg(Color::Blue)), ("│", bold)],
            &[("", bold), ("漢 │ 👍 │", Style::new().fg(Color::Indexed(99)))],
            &[("x", Style::new().fg(Color::Rgb(1, 2, 3)).add_modifier(Modifier::REVERSED)), ("", bold)],
        ];
        for lines in frames {
            screen.process(bytes(&mut terminal, lines).as_bytes());
            let mut wanted = ratatui::buffer::Buffer::empty(Rect::new(0, 0, 30, 3));
            for (y, (line, style)) in (0..).zip(lines) {
                wanted.set_string(0, y, line, *style);
            }
            for (y, (line, _)) in (0..).zip(lines) {
                let shown = screen.screen().contents_between(y, 0, y, 30);
                assert_eq!(shown.trim_end(), *line);
            }
        }
    }
}
