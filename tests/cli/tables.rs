//! `export --to csv`: tables.

use super::{checkout, failure, records, run, sample, samples, stdout};
use scrubjay::export::table::Table;
use std::collections::BTreeMap;

/// A table of an archive, its cells by column.
fn table(args: &[&str], name: &str) -> Vec<BTreeMap<String, String>> {
    let text = stdout(&[&["export", "--to", "csv", "--table", name], args].concat());
    let mut csv = csv::Reader::from_reader(text.as_bytes());
    let names = csv.headers().unwrap().clone();
    let row = |row: csv::StringRecord| names.iter().map(str::to_owned).zip(row.iter().map(str::to_owned)).collect();
    csv.records().map(|record| row(record.unwrap())).collect()
}

#[test]
fn every_table_has_the_rows_that_the_verbs_list() {
    // One container of each recording.
    for file in
        samples().iter().filter(|file| !file.to_string_lossy().contains("checkout.")).chain([&checkout().into()])
    {
        let file = file.to_str().unwrap();
        let rows = |args: &[&str]| records(args).len();
        let [recording] = table(&[file], "recordings").try_into().unwrap();
        let counted = |name: &str| recording[name].parse::<usize>().unwrap();
        let info = &records(&["info", file])[0];
        assert_eq!(counted("events") as u64, info["events"].as_u64().unwrap(), "{file}");
        assert_eq!(table(&[file], "events").len(), counted("events"), "{file}");
        for (name, column, listed) in [
            ("console", "console_lines", rows(&["console", file])),
            ("network", "requests", rows(&["network", file])),
            ("signals", "signals", rows(&["signals", file])),
        ] {
            assert_eq!(table(&[file], name).len(), listed, "{file}: {name}");
            assert_eq!(counted(column), listed, "{file}: {name}");
        }
        assert_eq!(table(&[file], "clicks").len(), rows(&["events", file, "--kind", "click"]), "{file}");
    }
}

#[test]
fn a_part_has_its_rows_in_every_table() {
    let part = [&*checkout(), "--from", "19s", "--to", "#150"];
    let [recording] = table(&part, "recordings").try_into().unwrap();
    let listed = |verb: &str, more: &[&str]| records(&[&[verb], &part[..], more].concat()).len();
    assert_eq!(table(&part, "console").len(), listed("console", &[]));
    assert_eq!(table(&part, "network").len(), listed("network", &[]));
    assert_eq!(table(&part, "clicks").len(), listed("events", &["--kind", "click"]));
    assert_eq!(table(&part, "signals").len(), listed("signals", &[]));
    assert_eq!(table(&part, "events").len().to_string(), recording["events"]);
    assert!(table(&part, "events").len() < 100);
}

#[test]
fn rows_say_what_happened_and_when() {
    let shown = |name: &str| {
        let rows = table(&[&checkout()], name);
        let row = rows.into_iter().find(|row| row.get("seq").is_none_or(|seq| ["145", "146", "182"].contains(&&**seq)));
        let cells: Vec<String> = row.unwrap().iter().map(|(name, cell)| format!("  {name} = {cell:?}")).collect();
        format!("{name}\n{}\n", cells.join("\n"))
    };
    insta::assert_snapshot!(Table::ALL.map(|table| shown(table.name())).concat());
}

#[test]
fn all_tables_go_into_a_folder_that_appears_whole() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("tables");
    let args = ["export", &checkout(), "--to", "csv", "-o", folder.to_str().unwrap()];
    let record = records(&args).remove(0);
    let files = record["files"].as_array().unwrap();
    assert_eq!(files.len(), Table::ALL.len());
    for (file, table) in files.iter().zip(Table::ALL) {
        let path = folder.join(format!("{}.csv", table.name()));
        assert_eq!(file["path"].as_str(), path.to_str());
        let written = std::fs::read_to_string(&path).unwrap();
        assert_eq!(file["bytes"].as_u64().unwrap(), written.len() as u64);
        assert_eq!(written, stdout(&["export", &checkout(), "--to", "csv", "--table", table.name()]));
        assert!(written.ends_with("\r\n"));
    }
    assert!(failure(&args).starts_with("2: "), "what is there stays");
    assert_eq!(run(&[&args[..], &["--force"]].concat()).status.code(), Some(0));
    assert_eq!(std::fs::read_dir(parent.path()).unwrap().count(), 1, "nothing else is left");
}

#[test]
fn a_table_needs_a_name_or_a_folder_and_a_format_that_has_some() {
    let wrong = [&["--to", "csv"][..], &["--to", "rrweb", "--table", "events"], &["--to", "csv", "--table", "nodes"]];
    let said = wrong.map(|args| format!("{}\n{}", args.join(" "), failure(&[&["export", &checkout()], args].concat())));
    insta::assert_snapshot!(said.join("\n"));
}

#[test]
fn recordings_without_an_id_are_named_by_their_file() {
    let rows = table(&[&sample("todo.rrweb.ndjson.zst")], "events");
    assert!(rows.iter().all(|row| row["recording_id"] == "todo.rrweb.ndjson.zst" && row["window_id"].is_empty()));
}

/// The document of the tables; `INSTA_UPDATE=always` writes it anew.
#[test]
fn the_tables_are_as_documented() {
    let path = format!("{}/samples/TABLES.md", env!("CARGO_MANIFEST_DIR"));
    let written = std::fs::read_to_string(&path).unwrap();
    let (head, _) = written.split_once("## The key columns").unwrap();
    let true_text = format!("{head}{}", scrubjay::export::table::document());
    if std::env::var("INSTA_UPDATE").as_deref() == Ok("always") {
        std::fs::write(path, true_text).unwrap();
    } else {
        assert_eq!(written, true_text);
    }
}

/// A table as Parquet, its cells written as CSV writes them.
fn parquet(args: &[&str], name: &str) -> Vec<BTreeMap<String, String>> {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("table.parquet");
    let to_file = ["export", "--to", "parquet", "--table", name, "-o", path.to_str().unwrap()];
    stdout(&[&to_file[..], args].concat());
    let reader = SerializedFileReader::new(std::fs::File::open(path).unwrap()).unwrap();
    let cell = |field: &Field| match field {
        Field::Null => String::new(),
        Field::Bool(value) => value.to_string(),
        Field::Long(value) => value.to_string(),
        Field::Double(value) => value.to_string(),
        Field::Str(text) => text.clone(),
        Field::TimestampMicros(micros) => scrubjay::clock::Time(*micros).rfc3339(),
        other => panic!("{other:?} is of no sort"),
    };
    let rows = reader.get_row_iter(None).unwrap().map(Result::unwrap);
    rows.map(|row| row.get_column_iter().map(|(name, field)| (name.clone(), cell(field))).collect()).collect()
}

#[test]
fn parquet_holds_what_csv_holds() {
    for file in [checkout(), sample("two-tabs.export.json.gz"), sample("todo.rrweb.ndjson.zst")] {
        for name in Table::ALL.map(Table::name) {
            let rows = table(&[&file], name);
            assert_eq!(parquet(&[&file], name), rows, "{file}: {name}");
        }
    }
    assert!(parquet(&[&checkout(), "--from", "29s"], "network").is_empty());
}
