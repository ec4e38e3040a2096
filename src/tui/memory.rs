//! What the screen remembers from one time to the next: how it was arranged, and what was opened. A small file in the
//! folder for state, written on leaving; nothing depends on it, so one that cannot be read is begun anew.

use super::areas::Shape;
use super::panes::PaneId;
use super::state::{Focus, State};
use crate::archive::Draft;
use serde::{Deserialize, Serialize};
use std::io::Write as _;
use std::path::Path;

/// The recordings that are remembered.
const MOST_RECENT: usize = 50;

/// What is remembered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Memory {
    /// The pane that was chosen, by its name.
    pub(crate) pane: Option<String>,
    /// Whether the pane had the focus.
    pub(crate) in_pane: bool,
    /// Steps that the rows had more than by default.
    pub(crate) split: i8,
    /// Lines that the lanes had more than by default.
    pub(crate) lanes: i8,
    /// The windows that stood beside each other, 2 or 1.
    pub(crate) windows: u8,
    /// Whether the first run's hint was given.
    pub(crate) greeted: bool,
    /// What was opened, the last first: paths.
    pub(crate) recent: Vec<String>,
}

impl Memory {
    /// Reads what is remembered; nothing where the file is missing. With it comes a sentence when it cannot be read.
    pub(crate) fn load(file: &Path) -> (Self, Option<String>) {
        let begun_anew = |why: &str| {
            let name = file.file_name().unwrap_or(file.as_os_str()).display();
            let why = why.lines().next().unwrap_or_default();
            (Self::default(), Some(format!("{name} cannot be read ({why}): the layout and what was opened begin anew")))
        };
        match std::fs::read_to_string(file) {
            Ok(text) => match toml::from_str(&text) {
                Ok(memory) => (memory, None),
                Err(error) => begun_anew(error.message()),
            },
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => (Self::default(), None),
            Err(error) => begun_anew(&error.to_string()),
        }
    }

    /// Writes it, whole or not at all. A folder that cannot be written to is no mistake of the user's.
    pub(crate) fn save(&self, file: &Path) -> Option<()> {
        let folder = file.parent()?;
        std::fs::create_dir_all(folder).ok()?;
        let mut new = Draft::private(file).ok()?;
        new.write_all(toml::to_string(self).ok()?.as_bytes()).ok()?;
        new.commit().ok().map(drop)
    }

    /// Arranges the screen as it was.
    pub(crate) fn arrange(&self, state: &mut State) {
        let pane = PaneId::ALL.into_iter().find(|pane| Some(pane.name()) == self.pane.as_deref());
        state.layout.shape = Shape { split: self.split, lanes: self.lanes };
        state.layout.windows.two = self.windows == 2;
        if let Some(pane) = pane {
            state.layout.pane = pane;
            state.layout.focus = if self.in_pane { Focus::Pane } else { Focus::Rows };
        }
    }

    /// Takes in how the screen is arranged, and what was opened.
    pub(crate) fn note(&mut self, state: &State, opened: &[String]) {
        self.greeted = true;
        self.pane = Some(state.layout.pane.name().to_owned());
        (self.split, self.lanes) = (state.layout.shape.split, state.layout.shape.lanes);
        self.windows = 1 + u8::from(state.layout.windows.two);
        self.in_pane = state.layout.focus == Focus::Pane;
        self.recent.retain(|path| !opened.contains(path));
        self.recent.splice(0..0, opened.iter().cloned());
        self.recent.truncate(MOST_RECENT);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recording::View;
    use std::sync::Arc;

    #[test]
    fn the_arrangement_and_what_was_opened_come_back() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("new/state.toml");
        assert_eq!(Memory::load(&file), (Memory::default(), None));
        let state = || State::new("test".to_owned(), Arc::new(View::default()), (120, 40), true);
        let mut left = state();
        left.layout.pane = PaneId::Console;
        left.layout.focus = Focus::Pane;
        left.layout.shape = Shape { split: -3, lanes: 2 };
        left.layout.windows.two = true;
        let mut memory = Memory::default();
        memory.note(&left, &["/a.json".to_owned()]);
        memory.note(&left, &["/b.json".to_owned()]);
        memory.note(&left, &["/a.json".to_owned()]);
        memory.save(&file).unwrap();
        let (memory, complaint) = Memory::load(&file);
        assert_eq!(complaint, None);
        assert_eq!(memory.recent, ["/a.json", "/b.json"]);
        let mut again = state();
        memory.arrange(&mut again);
        assert_eq!((again.layout.pane, again.layout.focus), (PaneId::Console, Focus::Pane));
        assert_eq!((again.layout.shape, again.layout.windows.two), (Shape { split: -3, lanes: 2 }, true));
        std::fs::write(&file, "pane = [").unwrap();
        let (memory, complaint) = Memory::load(&file);
        assert_eq!(memory, Memory::default(), "a damaged memory is none");
        assert!(complaint.is_some_and(|said| said.starts_with("state.toml cannot be read (")));
    }
}
