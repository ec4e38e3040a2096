//! What led up to an event: the page its window showed, and the last thing the user did there.
//!
//! [`View::page`] and [`View::action_before`] answer for one event, looking back as far as they must. This answers for
//! many in ascending order and looks at every event once, which a recording of a million console lines needs.

use super::View;
use crate::event::Seq;
use crate::extract::{Action, Page, action, is_cause};
use crate::timeline::WindowIx;

/// What led up to an event.
#[derive(Clone, Copy, Debug, Default)]
pub struct Lead<'v> {
    /// The page that the window showed.
    pub page: Option<&'v Page>,
    /// What the user last did in the window.
    pub action: Option<Action>,
}

/// What led up to one event after another.
pub struct Leads<'v> {
    view: &'v View,
    /// The first event that was not looked at.
    next: Seq,
    /// The first page that was not looked at.
    page: usize,
    /// By window.
    windows: Vec<(Option<&'v Page>, Option<Seq>)>,
}

impl<'v> Leads<'v> {
    /// From the recording's start.
    #[must_use]
    pub fn new(view: &'v View) -> Self {
        Self { view, next: 0, page: 0, windows: vec![(None, None); view.windows.len()] }
    }

    /// What led up to an event of a window. Cheap as long as each event comes after the one asked for before.
    pub fn to(&mut self, window: WindowIx, seq: Seq) -> Lead<'v> {
        let view = self.view;
        if seq < self.next {
            *self = Self::new(view);
        }
        for seq in self.next..seq {
            if is_cause(view.index.kind(seq)) {
                self.lead(view.index.window(seq)).1 = Some(seq);
            }
        }
        self.next = seq;
        while let Some(page) = view.pages.get(self.page).filter(|page| page.seq <= seq) {
            self.lead(page.window).0 = Some(page);
            self.page += 1;
        }
        let (page, last) = *self.lead(window);
        Lead { page, action: last.and_then(|seq| action(&view.index, seq)) }
    }

    fn lead(&mut self, window: WindowIx) -> &mut (Option<&'v Page>, Option<Seq>) {
        let window = usize::from(window);
        if window >= self.windows.len() {
            self.windows.resize(window + 1, (None, None));
        }
        &mut self.windows[window]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::Input;
    use crate::recording::{Recording, Want};
    use std::path::Path;

    #[test]
    fn one_after_another_or_anyhow_it_is_what_looking_back_finds() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/two-tabs.export.json.gz");
        let view = Recording::load(&[Input::Path(file)], Want::Facts).unwrap().view();
        let mut leads = Leads::new(&view);
        let last = view.index.last().unwrap();
        let mut actions = 0;
        for seq in (0..=last).chain([last / 2, 3, last]) {
            let window = view.index.window(seq);
            let lead = leads.to(window, seq);
            assert_eq!(lead.page, view.page(window, seq), "#{seq}");
            assert_eq!(lead.action, view.action_before(window, seq), "#{seq}");
            actions += u32::from(lead.action.is_some());
        }
        assert!(actions > 10);
    }
}
