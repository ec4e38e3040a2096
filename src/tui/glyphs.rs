//! The glyphs of kinds, lanes and rules, each one cell wide, with an ASCII twin.

use super::options::GlyphSet;
use crate::event::Kind;

/// Which set of glyphs is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Glyphs {
    ascii: bool,
    braille: bool,
}

impl Glyphs {
    /// Unicode glyphs, or ASCII.
    #[cfg(test)]
    pub(crate) fn new(ascii: bool) -> Self {
        Self::of(if ascii { GlyphSet::Ascii } else { GlyphSet::Blocks })
    }

    /// The glyphs of a set.
    pub(crate) fn of(set: GlyphSet) -> Self {
        Self { ascii: set == GlyphSet::Ascii, braille: set == GlyphSet::Braille }
    }

    /// Whether densities are drawn in braille dots.
    pub(crate) fn is_braille(self) -> bool {
        self.braille
    }

    /// One of two: the Unicode glyph or its twin.
    pub(crate) fn pick(self, unicode: &'static str, ascii: &'static str) -> &'static str {
        if self.ascii { ascii } else { unicode }
    }

    /// A timeline kind's glyph.
    pub(crate) fn kind(self, kind: Kind) -> &'static str {
        let (unicode, ascii) = match kind {
            Kind::Page => ("▸", ">"),
            Kind::Snapshot => ("◆", "#"),
            Kind::Mutation => ("~", "~"),
            Kind::Click => ("●", "o"),
            Kind::Pointer => ("◎", "O"),
            Kind::Input => ("✎", "i"),
            Kind::Scroll => ("↕", "|"),
            Kind::Move => ("→", "-"),
            Kind::Touch => ("○", "t"),
            Kind::Viewport => ("▭", "="),
            Kind::Media => ("♪", "m"),
            Kind::Style => ("§", "s"),
            Kind::Canvas => ("▒", "c"),
            Kind::Selection => ("¶", "_"),
            Kind::Focus => ("◇", "."),
            Kind::Console => ("·", "."),
            Kind::Network => ("⇄", "n"),
            Kind::Custom => ("✦", "+"),
            Kind::App => ("◈", "@"),
            Kind::Signal => ("‼", "*"),
            Kind::Gap => ("⋯", "."),
            Kind::Other => ("?", "?"),
        };
        self.pick(unicode, ascii)
    }

    /// A console error.
    pub(crate) fn error(self) -> &'static str {
        self.pick("✖", "x")
    }

    /// A console warning.
    pub(crate) fn warning(self) -> &'static str {
        self.pick("▲", "!")
    }

    /// A failed request.
    pub(crate) fn failed(self) -> &'static str {
        self.pick("⨯", "X")
    }

    /// Damage.
    pub(crate) fn damage(self) -> &'static str {
        self.pick("⚠", "?")
    }

    /// A note.
    pub(crate) fn note(self) -> char {
        if self.ascii { 'N' } else { '¶' }
    }

    /// A horizontal rule's cell.
    pub(crate) fn horizontal(self) -> &'static str {
        self.pick("─", "-")
    }

    /// A vertical rule's cell.
    pub(crate) fn vertical(self) -> &'static str {
        self.pick("│", "|")
    }

    /// The mark of something cut or folded.
    pub(crate) fn more(self) -> &'static str {
        self.pick("…", "~")
    }

    /// A folded node's sign.
    pub(crate) fn folded(self) -> &'static str {
        self.pick("▸", "+")
    }

    /// An unfolded node's sign.
    pub(crate) fn unfolded(self) -> &'static str {
        self.pick("▾", "-")
    }

    /// The bar at the left edge of a node that the event changed.
    pub(crate) fn bar(self) -> &'static str {
        self.pick("▌", "!")
    }

    /// Two columns of so many braille dots each, from below, at most four.
    pub(crate) fn dots([left, right]: [u8; 2]) -> char {
        const LEFT: [u32; 5] = [0, 0x40, 0x44, 0x46, 0x47];
        const RIGHT: [u32; 5] = [0, 0x80, 0xa0, 0xb0, 0xb8];
        let dots = LEFT[usize::from(left.min(4))] | RIGHT[usize::from(right.min(4))];
        char::from_u32(0x2800 + dots).unwrap_or(' ')
    }

    /// A density in eight steps; 0 is blank.
    pub(crate) fn density(self, eighths: u8) -> &'static str {
        const BLOCKS: [&str; 9] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];
        const ASCII: [&str; 9] = [" ", ".", ".", ":", ":", "+", "+", "#", "#"];
        let at = usize::from(eighths.min(8));
        if self.ascii { ASCII[at] } else { BLOCKS[at] }
    }
}
