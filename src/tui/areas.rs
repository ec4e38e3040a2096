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

use super::state::Focus;
use ratatui::layout::{Position, Rect};

/// The columns that lanes' names take at the left of lanes and scrubber.
pub(crate) const NAMES: u16 = 9;
/// The lines of all lanes, the dense ones two lines high.
const LANES: u16 = 14;

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
    /// The second pane, on very wide screens.
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
    let mut areas = Areas { small, status: cut_bottom(&mut rest, 1), ..Areas::default() };
    areas.scrubber = cut_bottom(&mut rest, 1);
    areas.lanes = cut_bottom(&mut rest, lanes);
    areas.marks = cut_bottom(&mut rest, u16::from(lanes > 0));
    areas.header = cut_top(&mut rest, u16::from(!small));
    if small || wishes.maximised {
        let all = Region::of(rest);
        if wishes.focus == Focus::Pane {
            areas.pane = all;
        } else {
            areas.rows = all;
        }
        return areas;
    }
    if width < 100 {
        let fifths = if wishes.focus == Focus::Pane { 2 } else { 3 };
        let upper = 1 + (rest.height - 2) * fifths / 5;
        areas.rows = Region::of(cut_top(&mut rest, upper));
        areas.pane = Region::of(rest);
        return areas;
    }
    areas.rows = Region::of(cut_left(&mut rest, (width / 3).clamp(40, 60)));
    if width >= 170 {
        let detail = cut_right(&mut rest, width * 3 / 10);
        areas.detail = Region::of(detail);
    }
    areas.pane = Region::of(rest);
    areas
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

    const FOCUS: [Wishes; 4] = [
        Wishes { focus: Focus::Rows, maximised: false },
        Wishes { focus: Focus::Pane, maximised: false },
        Wishes { focus: Focus::Lanes, maximised: true },
        Wishes { focus: Focus::Pane, maximised: true },
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
        assert!(at(120, 40).detail.body.is_empty() && !at(200, 60).detail.body.is_empty());
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
