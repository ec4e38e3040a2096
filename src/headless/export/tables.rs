//! The formats that are a folder of tables.

use super::{FilePart, Files, Form, failure, write};
use crate::cli::TableName;
use crate::error::Failure;
use crate::export::Source;
use crate::export::table::Table;
use crate::headless::target::TargetFolder;
use std::path::Path;

/// The table of a name on the command line.
pub(super) fn table(name: TableName) -> Table {
    match name {
        TableName::Recordings => Table::Recordings,
        TableName::Events => Table::Events,
        TableName::Console => Table::Console,
        TableName::Network => Table::Network,
        TableName::Clicks => Table::Clicks,
        TableName::Signals => Table::Signals,
    }
}

/// Writes every table into a folder, which appears when all are whole.
pub(super) fn to_folder(source: &Source<'_>, form: Form, (path, force): (&Path, bool)) -> Result<Files, Failure> {
    let mut folder = TargetFolder::create(path, force)?;
    let (mut files, mut notes) = (Vec::new(), Vec::new());
    for table in Table::ALL {
        let name = format!("{}.{}", table.name(), form.format.name());
        let mut target = folder.file(&name)?;
        let written = write(source, Form { table: Some(table), ..form }, &mut target);
        let told = |error| folder.unwritable(&name, target.bytes(), &error);
        notes.extend(written.map_err(|error| failure(error, told))?);
        files.push(FilePart { path: path.join(&name).display().to_string(), bytes: target.bytes() });
        folder.keep(target);
    }
    folder.commit()?;
    Ok((files, notes))
}
