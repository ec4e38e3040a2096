//! The verbs, run as a user runs them: the real binary on the shipped recordings, one file a verb.

#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

mod console;
mod derived;
mod diff;
mod dom;
mod events;
mod export;
#[cfg(unix)]
mod faults;
mod follow;
mod har;
mod hostile;
mod info;
mod input;
mod ls;
mod manners;
mod markdown;
mod mcp;
mod network;
mod node;
mod open;
mod outside;
mod pack;
mod playwright;
mod portion;
mod protobuf;
mod readme;
mod schema;
mod share;
mod signals;
mod skill;
mod tables;
mod usage;
mod verify;
mod when;
mod why;

use assert_cmd::cargo::cargo_bin_cmd;
use serde_json::Value;
use std::path::PathBuf;
use std::process::Output;

/// A recording that is shipped.
fn sample(name: &str) -> String {
    format!("{}/samples/{name}", env!("CARGO_MANIFEST_DIR"))
}

/// The shop: a page change, clicks, a refused coupon, an order that fails, type errors.
fn checkout() -> String {
    sample("checkout.export.json")
}

/// Every shipped recording.
fn samples() -> Vec<PathBuf> {
    let files = std::fs::read_dir(sample("")).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> =
        files.filter(|path| path.extension().is_some_and(|ext| ext != "md" && ext != "proto")).collect();
    files.sort();
    files
}

/// Runs the program with nothing inherited that could change what it prints.
fn run(args: &[&str]) -> Output {
    cargo_bin_cmd!("scrubjay").args(args).env_remove("NO_COLOR").env_remove("SCRUBJAY_THEME").output().unwrap()
}

/// What a successful run says beside its data.
fn notes(args: &[&str]) -> String {
    text(&run(args).stderr).replace(env!("CARGO_MANIFEST_DIR"), "")
}

/// Runs the program with this standard input.
fn pipe(input: &[u8], args: &[&str]) -> Output {
    cargo_bin_cmd!("scrubjay").args(args).write_stdin(input).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// What a successful run prints.
fn stdout(args: &[&str]) -> String {
    let output = run(args);
    assert_eq!(output.status.code(), Some(0), "{args:?}: {}", text(&output.stderr));
    text(&output.stdout)
}

/// What a failing run says, with its exit status in front.
fn failure(args: &[&str]) -> String {
    let output = run(args);
    assert_ne!(output.status.code(), Some(0), "{args:?} succeeded");
    let said = text(&output.stderr).replace(env!("CARGO_MANIFEST_DIR"), "");
    format!("{}: {said}", output.status.code().unwrap())
}

/// The records of a successful run, each held against the schema.
fn records(args: &[&str]) -> Vec<Value> {
    let lines = stdout(&[args, &["--json"]].concat());
    let records: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    records.iter().for_each(schema::check);
    records
}
