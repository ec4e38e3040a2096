//! The table of containers in `samples/README.md` says what is.

use crate::Session;
use crate::read::take;
use crate::write::all;
use scrubjay::archive::Input;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

fn home() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    std::fs::read_to_string(home().join(path)).unwrap()
}

/// A row: what is shipped, and what is written.
#[derive(Debug, Default, PartialEq, Eq)]
struct Row {
    shipped: BTreeSet<String>,
    written: BTreeSet<String>,
}

fn quoted(cell: &str) -> BTreeSet<String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

fn table() -> BTreeMap<String, Row> {
    let readme = read("samples/README.md");
    let section = readme.split("## Containers").nth(1).unwrap();
    let rows = section.lines().filter(|line| line.starts_with("| `"));
    rows.map(|row| {
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").map(str::trim).collect();
        let written = cells[3].trim_end_matches('|').split(';').map(|form| form.trim().to_owned()).collect();
        (cells[0].trim().trim_matches('`').to_owned(), Row { shipped: quoted(cells[2]), written })
    })
    .collect()
}

/// The names of all containers there are.
fn names() -> BTreeSet<String> {
    let source = read("src/archive/header.rs");
    let of = source.split("impl Container").nth(1).unwrap().split("is_posthog").next().unwrap();
    of.split("=> \"").skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
}

#[test]
fn every_container_is_in_the_table_with_what_proves_it() {
    let table = table();
    assert_eq!(table.keys().cloned().collect::<BTreeSet<_>>(), names());
    // Two sessions: with windows and without, for some containers hold only one sort.
    let mut proven: BTreeMap<String, Row> = BTreeMap::new();
    for sample in ["checkout.export.json", "two-tabs.export.json.gz"] {
        for written in all(&Session::short(sample, 3)) {
            let container =
                if written.form.starts_with("array") { form_of_array(written.form) } else { written.container };
            proven.entry(container.to_owned()).or_default().written.insert(written.form.to_owned());
        }
    }
    let files = std::fs::read_dir(home().join("samples")).unwrap().map(|entry| entry.unwrap().path());
    for file in files.filter(|file| file.extension().is_some_and(|ext| ext != "md" && ext != "proto")) {
        proven.entry(container(&file)).or_default().shipped.insert(name(&file));
    }
    for (container, row) in &table {
        let test = row.written.iter().next().filter(|form| form.starts_with('`')).map(|test| test.trim_matches('`'));
        if let Some(test) = test {
            let suite = ["tests/containers/opened.rs", "tests/containers/portable.rs"].map(read).concat();
            assert!(suite.contains(&format!("fn {test}()")), "{container}: {test}");
        } else {
            assert_eq!(Some(row), proven.get(container), "{container}");
        }
    }
}

/// An array names its windows or not, as the session has one or several.
fn form_of_array(form: &str) -> &'static str {
    if form == "array with windows" { "posthog-rrweb-array" } else { "rrweb-array" }
}

fn name(file: &Path) -> String {
    file.file_name().unwrap().to_string_lossy().into_owned()
}

fn container(file: &Path) -> String {
    take(&[Input::Path(file.to_owned())]).unwrap().header.unwrap().container.name().to_owned()
}
