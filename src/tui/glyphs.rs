//! The glyphs of kinds, lanes and rules, each one cell wide, with an ASCII twin.

use crate::event::Kind;

/// Which set of glyphs is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Glyphs {
    ascii: bool,
}

impl Glyphs {
    /// Unicode glyphs, or ASCII for terminals and fonts that lack them.
    pub(crate) fn new(ascii: bool) -> Self {
        Self { ascii }
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

    /// A density in eight steps; 0 is blank.
    pub(crate) fn density(self, eighths: u8) -> &'static str {
        const BLOCKS: [&str; 9] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];
        const ASCII: [&str; 9] = [" ", ".", ".", ":", ":", "+", "+", "#", "#"];
        let at = usize::from(eighths.min(8));
        if self.ascii { ASCII[at] } else { BLOCKS[at] }
    }
}
