//! The doctor: silent on sound recordings, and on each planted defect it says that defect and nothing else.

#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

mod planted;

use scrubjay::archive::Input;
use scrubjay::recording::doctor::{Finding, Severity};
use scrubjay::recording::{Cancel, Recording, Want};
use serde_json::Value;
use std::path::{Path, PathBuf};

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(name)
}

fn examine(path: &Path) -> Vec<Finding> {
    let recording = Recording::load(&[Input::Path(path.to_owned())], Want::Everything).unwrap();
    let view = recording.view();
    recording.doctor(&view, &Cancel::new()).unwrap()
}

/// The findings of a file with this content.
fn examine_bytes(bytes: &[u8]) -> Vec<Finding> {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), bytes).unwrap();
    examine(file.path())
}

/// The findings of these events, one a line.
fn examine_events(events: &[Value]) -> Vec<Finding> {
    let lines: Vec<String> = events.iter().map(Value::to_string).collect();
    examine_bytes(lines.join("\n").as_bytes())
}

/// What is an error or a warning, by its check.
fn alarms(findings: &[Finding]) -> Vec<&'static str> {
    let mut checks: Vec<_> =
        findings.iter().filter(|found| found.severity > Severity::Info).map(|found| found.check).collect();
    checks.dedup();
    checks
}

fn notes(findings: &[Finding]) -> Vec<&'static str> {
    findings.iter().filter(|found| found.severity == Severity::Info).map(|found| found.check).collect()
}

/// The to-do list, recorded by rrweb 2: 255 events, one window.
fn todo() -> Vec<Value> {
    let text = std::fs::read(sample("todo.rrweb-events.json")).unwrap();
    let mut wrapper: Value = serde_json::from_slice(&text).unwrap();
    wrapper["events"].as_array_mut().map(std::mem::take).unwrap()
}

/// The shop, recorded by posthog-js.
fn checkout() -> Value {
    serde_json::from_slice(&std::fs::read(sample("checkout.export.json")).unwrap()).unwrap()
}

#[test]
fn sound_recordings_raise_no_alarm() {
    let files = std::fs::read_dir(sample("")).unwrap().map(|entry| entry.unwrap().path());
    for file in files.filter(|path| path.extension().is_some_and(|ext| ext != "md" && ext != "proto")) {
        let findings = examine(&file);
        assert_eq!(alarms(&findings), [""; 0], "{}: {findings:#?}", file.display());
    }
}

/// With `SCRUBJAY_RECORDINGS`, the same of every recording there.
#[test]
fn recordings_outside_raise_no_alarm() {
    let Some(folder) = std::env::var_os("SCRUBJAY_RECORDINGS") else { return };
    let Ok(folder) = std::fs::read_dir(folder) else { return };
    let is_recording = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        (name.starts_with("ph") || name.starts_with("rr")) && !name.contains("-xl.")
    };
    for file in folder.map(|entry| entry.unwrap().path()).filter(is_recording) {
        let findings = examine(&file);
        assert_eq!(alarms(&findings), [""; 0], "{}: {findings:#?}", file.display());
    }
}
