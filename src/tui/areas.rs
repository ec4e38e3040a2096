//! Where everything stands: pure geometry from the screen's size and what is chosen, and the answer to the mouse.
//!
//! ```text
//! header                                     80x24: rows over the pane, three lanes (more while they have the focus)
//! rows' rule     │ pane's rule               120x40: rows beside the pane, five lanes
//! rows           │ pane                      200x60: rows, pane and detail, all lanes, the dense ones two lines high
//! marks' rule ───┴────────────               below 60x15: one region and the scrubber
//! lanes
//! scrubber
//! status
//! ```
//!
//! Of two windows the one's page or DOM stands where the pane does, the other's beside or below it.

use super::state::Focus;
use ratatui::layout::{Position, Rect};

/// The columns that lanes' names take at the left of lanes and scrubber.
pub(crate) const NAMES: u16 = 9;
/// The lines of all lanes, the dense ones two lines high.
const LANES: u16 = 14;
/// The lines that rows and panes keep, however many the lanes are given.
const KEPT: u16 = 6;
/// The columns and the lines, its rule included, that a region keeps beside another.
const LEAST: (u16, u16) = (24, 3);
/// The columns and lines of a window's page beside another's.
const LEAST_OF_A_WINDOW: (u16, u16) = (48, 7);

/// A region: its title's rule, and what is under it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Region {
    /// The rule with the title, one line.
    pub(crate) rule: Rect,
    /// The content.
    pub(crate) body: Rect,
}

impl Region {
    fn of(area: Rect) -> Self {
        let rule = Rect { height: area.height.min(1), ..area };
        let body = Rect { y: area.y + rule.height, height: area.height - rule.height, ..area };
        Self { rule, body }
    }
}

/// What the user chose that moves things about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Wishes {
    /// What has the focus; the lanes take what they need when they have it.
    pub(crate) focus: Focus,
    /// Whether the focused region has the whole screen.
    pub(crate) maximised: bool,
    /// How much more or less room the regions have than by default.
    pub(crate) shape: Shape,
    /// Whether two windows' pages stand beside each other.
    pub(crate) two: bool,
}

/// How much more or less room the regions have than by default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Shape {
    /// Steps that the rows have more than by default, and the pane fewer: lines, or columns by fours.
    pub(crate) split: i8,
    /// Lines that the lanes have more than by default.
    pub(crate) lanes: i8,
}

/// Where everything stands; an empty rectangle is not shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Areas {
    /// The header.
    pub(crate) header: Rect,
    /// The timeline's rows.
    pub(crate) rows: Region,
    /// The pane that is chosen.
    pub(crate) pane: Region,
    /// The second pane, on very wide screens; or the other of two windows.
    pub(crate) detail: Region,
    /// The rule above the lanes, where marks stand.
    pub(crate) marks: Rect,
    /// The lanes, their names included.
    pub(crate) lanes: Rect,
    /// The scrubber, its speed at the left included.
    pub(crate) scrubber: Rect,
    /// The status line.
    pub(crate) status: Rect,
    /// Whether the screen is too small for more than one region.
    pub(crate) small: bool,
}

/// Lays the screen out.
pub(crate) fn areas(width: u16, height: u16, wishes: Wishes) -> Areas {
    let mut rest = Rect::new(0, 0, width, height);
    let small = width < 60 || height < 15;
    let lanes = match height {
        _ if small => 0,
        _ if wishes.focus == Focus::Lanes => (height / 2 - 2).min(LANES),
        0..=29 => 3,
        30..=44 => 5,
        45..=54 => 8,
        _ => LANES,
    };
    // Whoever has the focus is in sight.
    let least = u16::from(wishes.focus == Focus::Lanes && !small);
    let most = if small { 0 } else { height.saturating_sub(4 + KEPT) };
    let lanes = moved(lanes, wishes.shape.lanes.into(), (least, most));
    let mut areas = Areas { small, status: cut_bottom(&mut rest, 1), ..Areas::default() };
    areas.scrubber = cut_bottom(&mut rest, 1);
    areas.lanes = cut_bottom(&mut rest, lanes);
    areas.marks = cut_bottom(&mut rest, u16::from(lanes > 0));
    areas.header = cut_top(&mut rest, u16::from(!small));
    if small || wishes.maximised {
        if wishes.focus == Focus::Pane {
            panes(&mut areas, rest, wishes);
        } else {
            areas.rows = Region::of(rest);
        }
        return areas;
    }
    if width < 100 {
        let fifths = if wishes.focus == Focus::Pane { 2 } else { 3 };
        let upper = 1 + (rest.height - 2) * fifths / 5;
        let upper = moved(upper, wishes.shape.split.into(), (LEAST.1, rest.height.saturating_sub(LEAST.1)));
        areas.rows = Region::of(cut_top(&mut rest, upper));
        panes(&mut areas, rest, wishes);
        return areas;
    }
    let columns = (width / 3).clamp(40, 60);
    let columns = moved(columns, i16::from(wishes.shape.split) * 4, (LEAST.0, width - 2 * LEAST.0));
    areas.rows = Region::of(cut_left(&mut rest, columns));
    if width >= 170 && !wishes.two && rest.width > 3 * LEAST.0 {
        let columns = (width * 3 / 10).min(rest.width - 2 * LEAST.0);
        areas.detail = Region::of(cut_right(&mut rest, columns));
    }
    panes(&mut areas, rest, wishes);
    areas
}

/// The pane, or those of two windows: beside each other where that is wide enough, else one above the other, else one.
fn panes(areas: &mut Areas, mut rest: Rect, wishes: Wishes) {
    if wishes.two && rest.width > 2 * LEAST_OF_A_WINDOW.0 {
        let half = rest.width / 2;
        areas.detail = Region::of(cut_right(&mut rest, half));
    } else if wishes.two && rest.height >= 2 * LEAST_OF_A_WINDOW.1 {
        let half = rest.height.div_ceil(2);
        areas.detail = Region::of(Rect { y: rest.y + half, height: rest.height - half, ..rest });
        rest.height = half;
    }
    areas.pane = Region::of(rest);
}

/// A size so much larger or smaller, within limits; the upper one counts where they cross.
fn moved(size: u16, by: i16, (least, most): (u16, u16)) -> u16 {
    size.saturating_add_signed(by).max(least).min(most)
}

/// Takes lines off the top.
fn cut_top(rest: &mut Rect, lines: u16) -> Rect {
    let lines = lines.min(rest.height);
    let cut = Rect { height: lines, ..*rest };
    *rest = Rect { y: rest.y + lines, height: rest.height - lines, ..*rest };
    cut
}

/// Takes lines off the bottom.
fn cut_bottom(rest: &mut Rect, lines: u16) -> Rect {
    let lines = lines.min(rest.height);
    *rest = Rect { height: rest.height - lines, ..*rest };
    Rect { y: rest.y + rest.height, height: lines, ..*rest }
}

/// Takes columns off the left, and one more for the rule beside them.
fn cut_left(rest: &mut Rect, columns: u16) -> Rect {
    let cut = Rect { width: columns, ..*rest };
    *rest = Rect { x: rest.x + columns + 1, width: rest.width - columns - 1, ..*rest };
    cut
}

/// Takes columns off the right, and one more for the rule beside them.
fn cut_right(rest: &mut Rect, columns: u16) -> Rect {
    *rest = Rect { width: rest.width - columns - 1, ..*rest };
    Rect { x: rest.x + rest.width + 1, width: columns, ..*rest }
}

/// What the mouse is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hit {
    /// The scrubber or the rule above the lanes, at a column of their graph.
    Time(u16),
    /// The lanes, at a line and a column of their graph.
    Lane(u16, u16),
    /// The rows, at a line.
    Rows(u16),
    /// The pane, at a cell.
    Pane(u16, u16),
    /// The second pane, at a cell.
    Detail(u16, u16),
    /// The pane's rule with the tabs, at a column.
    Tabs(u16),
    /// Nothing that listens.
    Nothing,
}

impl Areas {
    /// What stands at a cell.
    pub(crate) fn hit(&self, x: u16, y: u16) -> Hit {
        let at = Position { x, y };
        let inside = |area: Rect| area.contains(at);
        if inside(self.lanes) {
            return Hit::Lane(y - self.lanes.y, self.graph_column(x));
        }
        if inside(self.scrubber) || inside(self.marks) {
            return Hit::Time(self.graph_column(x));
        }
        if inside(self.rows.body) {
            return Hit::Rows(y - self.rows.body.y);
        }
        for (region, detail) in [(self.pane, false), (self.detail, true)] {
            if inside(region.body) {
                let (x, y) = (x - region.body.x, y - region.body.y);
                return if detail { Hit::Detail(x, y) } else { Hit::Pane(x, y) };
            }
        }
        if inside(self.pane.rule) { Hit::Tabs(x - self.pane.rule.x) } else { Hit::Nothing }
    }

    /// The column of the lanes' graph under a screen's column, nearest within it.
    pub(crate) fn graph_column(&self, x: u16) -> u16 {
        x.saturating_sub(self.scrubber.x + NAMES).min(self.graph_width().saturating_sub(1))
    }

    /// The columns of the lanes' graph.
    pub(crate) fn graph_width(&self) -> u16 {
        self.scrubber.width.saturating_sub(NAMES)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Wishes =
        Wishes { focus: Focus::Rows, maximised: false, shape: Shape { split: 0, lanes: 0 }, two: false };
    const FOCUS: [Wishes; 8] = [
        PLAIN,
        Wishes { focus: Focus::Pane, ..PLAIN },
        Wishes { focus: Focus::Lanes, maximised: true, ..PLAIN },
        Wishes { focus: Focus::Pane, maximised: true, ..PLAIN },
        Wishes { focus: Focus::Pane, two: true, ..PLAIN },
        Wishes { focus: Focus::Pane, maximised: true, two: true, ..PLAIN },
        Wishes { shape: Shape { split: 127, lanes: 127 }, two: true, ..PLAIN },
        Wishes { focus: Focus::Lanes, shape: Shape { split: -128, lanes: -128 }, ..PLAIN },
    ];

    #[test]
    fn nothing_overlaps_and_nothing_leaves_the_screen() {
        for (width, height) in (0..220).step_by(3).flat_map(|w| (0..70).map(move |h| (w, h))) {
            for wishes in FOCUS {
                let a = areas(width, height, wishes);
                let all = [
                    a.header,
                    a.rows.rule,
                    a.rows.body,
                    a.pane.rule,
                    a.pane.body,
                    a.detail.rule,
                    a.detail.body,
                    a.marks,
                    a.lanes,
                    a.scrubber,
                    a.status,
                ];
                let shown: Vec<Rect> = all.into_iter().filter(|area| !area.is_empty()).collect();
                for (place, area) in shown.iter().enumerate() {
                    assert_eq!(area.intersection(Rect::new(0, 0, width, height)), *area, "{width}x{height}");
                    assert!(shown[place + 1..].iter().all(|other| !area.intersects(*other)), "{width}x{height} {a:?}");
                }
            }
        }
    }

    #[test]
    fn sizes_bring_their_regions() {
        let at = |width, height| areas(width, height, FOCUS[0]);
        assert!(at(59, 24).small && at(80, 14).small && !at(60, 15).small);
        assert_eq!(at(80, 24).lanes.height, 3);
        assert!(at(80, 24).pane.rule.y > at(80, 24).rows.body.y, "rows over pane");
        assert_eq!(at(120, 40).pane.rule.y, at(120, 40).rows.rule.y);
        assert_eq!((at(120, 40).lanes.height, at(200, 60).lanes.height), (5, LANES));
        assert_eq!(areas(80, 24, FOCUS[2]).lanes.height, 10, "the lanes have the focus");
        assert_eq!(areas(80, 24, FOCUS[7]).lanes.height, 1, "and stay in sight");
        assert!(at(120, 40).detail.body.is_empty() && !at(200, 60).detail.body.is_empty());
    }

    #[test]
    fn regions_grow_and_shrink_within_limits() {
        let shaped =
            |width, height, split, lanes| areas(width, height, Wishes { shape: Shape { split, lanes }, ..PLAIN });
        let (plain, moved) = (shaped(80, 24, 0, 0), shaped(80, 24, 2, -1));
        assert_eq!((moved.lanes.height, moved.rows.body.height), (2, plain.rows.body.height + 2));
        assert_eq!(shaped(80, 24, 0, -9).lanes.height, 0);
        assert_eq!(shaped(120, 40, -2, 0).rows.body.width, 32);
        for split in [-128, 127] {
            for (width, height) in [(60, 15), (80, 24), (100, 30), (120, 40), (200, 60)] {
                let a = shaped(width, height, split, 127);
                assert!(!a.rows.body.is_empty() && !a.pane.body.is_empty(), "{width}x{height} {a:?}");
            }
        }
    }

    #[test]
    fn two_windows_stand_beside_or_above_each_other_or_not_at_all() {
        let two = |width, height, maximised| {
            areas(width, height, Wishes { focus: Focus::Pane, maximised, two: true, ..PLAIN })
        };
        let wide = two(200, 60, false);
        assert_eq!((wide.pane.rule.y, wide.pane.body.width.abs_diff(wide.detail.body.width)), (wide.detail.rule.y, 0));
        let high = two(120, 40, false);
        assert!(high.detail.rule.y == high.pane.body.bottom() && high.detail.rule.x == high.pane.rule.x, "{high:?}");
        assert!(two(80, 24, false).detail.body.is_empty() && !two(80, 24, true).detail.body.is_empty());
    }

    #[test]
    fn the_mouse_finds_what_it_is_over() {
        let a = areas(120, 40, FOCUS[0]);
        assert_eq!(a.hit(a.scrubber.x + NAMES + 5, a.scrubber.y), Hit::Time(5));
        assert_eq!(a.hit(0, a.scrubber.y), Hit::Time(0));
        assert_eq!(a.hit(a.lanes.x + NAMES + 5, a.lanes.y + 2), Hit::Lane(2, 5));
        assert_eq!(a.hit(3, a.rows.body.y + 2), Hit::Rows(2));
        assert_eq!(a.hit(a.pane.body.x + 4, a.pane.body.y), Hit::Pane(4, 0));
        assert_eq!(a.hit(0, 0), Hit::Nothing);
    }
}
