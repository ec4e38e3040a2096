//! `scrubjay ARCHIVE… --json`: what the screen would show, as records: the session, the rows, console lines, signals, requests.

use super::records::{ConsoleRecord, NetworkRecord, RowRecord};
use super::{Out, events, info, seek_failure, signals};
use crate::cli::{Archives, Info, Open};
use crate::error::Failure;
use crate::recording::signals::Preset;
use crate::recording::{Cancel, Leads, Recording};

/// Prints all records of the recording.
pub fn run(recording: &Recording, args: &Open, out: &mut Out) -> Result<(), Failure> {
    let view = recording.find_signals(&Cancel::new()).map_err(seek_failure)?;
    let input = Archives { archives: args.archives.clone() };
    info::run(recording, &Info { input: input.clone(), size: false }, out)?;
    for row in view.rows.iter(&view.index) {
        out.record(&RowRecord::new(&row, events::label(recording, &view, &row), &view))?;
    }
    let mut leads = Leads::new(&view);
    for row in &view.console {
        out.record(&ConsoleRecord::new(row, leads.to(row.window, row.seq), &view))?;
    }
    for signal in view.signals() {
        out.record(&signals::SignalRecord::new(signal, Preset::default(), &view))?;
    }
    for (id, row) in view.network.iter().enumerate() {
        out.record(&NetworkRecord::new(id, row, &view))?;
    }
    Ok(())
}
