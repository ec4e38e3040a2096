//! `scrubjay ARCHIVE… --json`: what the screen would show, as records: the session, the rows, console lines, requests.

use super::records::{ConsoleRecord, NetworkRecord, RowRecord};
use super::{Out, events, info};
use crate::cli::{Archives, Info, Open};
use crate::error::Failure;
use crate::recording::{Leads, Recording};

/// Prints all records of the recording.
pub fn run(recording: &Recording, args: &Open, out: &mut Out) -> Result<(), Failure> {
    let view = recording.view();
    let input = Archives { archives: args.archives.clone() };
    info::run(recording, &Info { input: input.clone(), size: false }, out)?;
    for row in view.rows.iter(&view.index) {
        out.record(&RowRecord::new(&row, events::label(recording, &view, &row), &view))?;
    }
    let mut leads = Leads::new(&view);
    for row in &view.console {
        out.record(&ConsoleRecord::new(row, leads.to(row.window, row.seq), &view))?;
    }
    for (id, row) in view.network.iter().enumerate() {
        out.record(&NetworkRecord::new(id, row, &view))?;
    }
    Ok(())
}
