//! The house rules, held against the code: who may use whom, where a crate may appear, how big a thing may grow, and
//! that nothing lies about unlisted. The room table is read from the head of `src/lib.rs`, so the map cannot rot.

#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use syn::visit::{self, Visit};

/// Longest file, counted without its unit tests.
const FILE_LINES: usize = 500;
/// Files that are tables of data and may be longer.
const TABLES: [&str; 0] = [];
/// Most fields a struct may have; command-line types are exempt, as each field is a flag.
const STRUCT_FIELDS: usize = 12;
/// Structs that may be wider: a page's own facts, one each, and a decoder's state while it runs.
const WIDE_STRUCTS: [&str; 0] = [];

/// A crate, and the only files (or rooms, ending in `/`) that may name it.
const FENCED: [(&str, &[&str]); 9] = [
    ("ratatui", &["tui/"]),
    ("crossterm", &["tui/"]),
    ("clap", &["cli/", "main.rs"]),
    ("clap_complete", &["cli/"]),
    ("clap_mangen", &["cli/"]),
    ("prost", &["archive/portable/"]),
    ("syntect", &["tui/highlight.rs"]),
    ("two_face", &["tui/highlight.rs"]),
    ("fuzzy_matcher", &["query/fuzzy.rs"]),
];

#[test]
fn rooms_use_only_the_rooms_the_map_allows() {
    let map = room_table();
    let mut wrong = Vec::new();
    for source in sources().into_iter().filter(|source| source.name != "lib.rs") {
        let allowed = map.get(&source.room).unwrap_or_else(|| panic!("src/lib.rs has no row for {}", source.room));
        for used in source.uses.iter().filter(|path| ["crate", "scrubjay"].contains(&path[0].as_str())) {
            let Some(room) = used.get(1) else { continue };
            if room != &source.room && map.contains_key(room) && !allowed.contains(room) {
                wrong.push(format!("{} uses {}", source.name, used.join("::")));
            }
        }
    }
    assert!(wrong.is_empty(), "against the table in src/lib.rs:\n{}", wrong.join("\n"));
}

#[test]
fn every_room_has_a_row_in_the_map() {
    let map = room_table();
    for source in sources().iter().filter(|source| source.name != "lib.rs") {
        assert!(map.contains_key(&source.room), "src/lib.rs has no row for {}", source.room);
    }
    let rooms: BTreeSet<_> = sources().into_iter().map(|source| source.room).collect();
    for room in map.keys() {
        assert!(rooms.contains(room), "src/lib.rs has a row for {room}, which is not there");
    }
}

#[test]
fn fenced_crates_stay_in_their_rooms() {
    let mut wrong = Vec::new();
    for source in sources() {
        for (name, homes) in FENCED {
            let home =
                homes.iter().any(|home| source.name == *home || home.ends_with('/') && source.name.starts_with(home));
            if !home && source.uses.iter().any(|path| path[0] == name) {
                wrong.push(format!("{} uses {name}", source.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn pure_rooms_do_no_io_and_read_no_clock() {
    let worldly = ["fs", "io", "net", "process", "env", "thread"];
    let clocks = ["SystemTime", "Instant"];
    let mut wrong = Vec::new();
    for source in
        sources().iter().filter(|source| ["dom", "page", "query", "event", "clock"].contains(&source.room.as_str()))
    {
        for path in source.uses.iter().filter(|path| path[0] == "std") {
            let world = path.get(1).is_some_and(|part| worldly.contains(&part.as_str()));
            if world || path.iter().any(|part| clocks.contains(&part.as_str())) {
                wrong.push(format!("{} uses {}", source.name, path.join("::")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn files_and_structs_stay_small() {
    let mut wrong = Vec::new();
    for source in sources() {
        if source.lines > FILE_LINES && !TABLES.contains(&source.name.as_str()) {
            wrong.push(format!("{} has {} lines without its tests, more than {FILE_LINES}", source.name, source.lines));
        }
        for (name, fields) in &source.structs {
            if *fields > STRUCT_FIELDS && source.room != "cli" && !WIDE_STRUCTS.contains(&name.as_str()) {
                wrong.push(format!("{}: struct {name} has {fields} fields, more than {STRUCT_FIELDS}", source.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn tests_wait_for_what_they_expect_and_never_sleep() {
    let word = ["thread::", "sleep"].concat();
    for file in rust_files("tests").into_iter().chain(rust_files("src")) {
        let text = fs::read_to_string(&file).unwrap();
        let tested = if file.starts_with(root("tests")) { text.as_str() } else { tests_of(&text) };
        assert!(!tested.contains(&word), "{} sleeps", file.display());
    }
}

#[test]
fn every_sample_and_theme_is_listed() {
    let table = fs::read_to_string(root("samples/README.md")).unwrap();
    let mut bytes = 0;
    for file in files_in("samples")
        .iter()
        .filter(|file| !matches!(file.extension().and_then(OsStr::to_str), Some("md" | "proto")))
    {
        assert!(
            table.contains(&format!("| `{}` |", name_of(file))),
            "samples/README.md has no row for {}",
            name_of(file)
        );
        bytes += file.metadata().unwrap().len();
    }
    assert!(bytes < 8_000_000, "the samples take {bytes} bytes");
    let tui: String = rust_files("src/tui").iter().map(|file| fs::read_to_string(file).unwrap()).collect();
    for file in files_in("themes") {
        assert!(
            tui.contains(&format!("themes/{}", name_of(&file))),
            "{} is embedded nowhere in src/tui",
            name_of(&file)
        );
    }
}

#[test]
fn no_test_file_is_forgotten() {
    for folder in fs::read_dir(root("tests")).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()) {
        let Ok(main) = fs::read_to_string(folder.join("main.rs")) else { continue };
        for file in fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()) {
            let stem = file.file_stem().unwrap().to_string_lossy().into_owned();
            if file.extension().is_some_and(|ext| ext == "rs") && stem != "main" {
                assert!(main.contains(&format!("mod {stem};")), "{} is in no test binary", file.display());
            }
        }
    }
}

/// A source file, read.
struct Source {
    /// Path below `src/`, with `/`.
    name: String,
    /// First part of the path: the room.
    room: String,
    /// Every path the code names outside its unit tests, split at `::`, `super` resolved to `crate`.
    uses: Vec<Vec<String>>,
    structs: Vec<(String, usize)>,
    /// Lines before the unit tests.
    lines: usize,
}

fn sources() -> Vec<Source> {
    rust_files("src").iter().filter(|path| !is_test_module(path)).map(|path| read_source(path)).collect()
}

/// `tests.rs` and the folders of that name hold unit tests that outgrew their file.
fn is_test_module(path: &Path) -> bool {
    path.components().any(|part| ["tests", "tests.rs"].iter().any(|name| part.as_os_str() == *name))
}

fn read_source(path: &Path) -> Source {
    let name = path.strip_prefix(root("src")).unwrap().to_string_lossy().replace('\\', "/");
    let text = fs::read_to_string(path).unwrap();
    let file = syn::parse_file(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
    let mut module: Vec<String> = name.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
    let room = module[0].clone();
    module.retain(|part| part != "mod");
    let mut paths = Paths { module, uses: Vec::new(), structs: Vec::new() };
    paths.visit_file(&file);
    let lines = text.lines().count() - tests_of(&text).lines().count();
    Source { name, room, uses: paths.uses, structs: paths.structs, lines }
}

/// The unit tests at a file's end.
fn tests_of(text: &str) -> &str {
    text.find("#[cfg(test)]\nmod ").map_or("", |at| text.get(at..).unwrap())
}

/// Collects every path that a file names.
struct Paths {
    module: Vec<String>,
    uses: Vec<Vec<String>>,
    structs: Vec<(String, usize)>,
}

impl Paths {
    fn add(&mut self, mut path: Vec<String>) {
        let ups = path.iter().take_while(|part| *part == "super").count();
        if ups > 0 && ups <= self.module.len() {
            let mut absolute = vec!["crate".to_owned()];
            absolute.extend_from_slice(&self.module[..self.module.len() - ups]);
            absolute.extend(path.drain(ups..));
            path = absolute;
        }
        self.uses.push(path);
    }

    fn add_tree(&mut self, tree: &syn::UseTree, mut before: Vec<String>) {
        match tree {
            syn::UseTree::Path(path) => {
                before.push(path.ident.to_string());
                self.add_tree(&path.tree, before);
            }
            syn::UseTree::Group(group) => group.items.iter().for_each(|item| self.add_tree(item, before.clone())),
            syn::UseTree::Name(syn::UseName { ident }) | syn::UseTree::Rename(syn::UseRename { ident, .. }) => {
                before.push(ident.to_string());
                self.add(before);
            }
            syn::UseTree::Glob(_) => self.add(before),
        }
    }

    /// Paths inside macro calls and attributes, which are tokens to `syn`: `crate :: text :: neutral`.
    fn add_tokens(&mut self, tokens: &str) {
        let words: Vec<&str> = tokens.split_whitespace().collect();
        for (at, word) in words.iter().enumerate() {
            let starts = words.get(at + 1) == Some(&"::") && (at == 0 || words[at - 1] != "::");
            if starts {
                let path = words[at..].chunks(2).take_while(|pair| pair.len() == 2 && pair[1] == "::");
                let mut path: Vec<String> = path.map(|pair| pair[0].to_owned()).collect();
                path.extend(words.get(at + 2 * path.len()).map(|last| (*last).to_owned()));
                word.trim_start_matches(|c: char| !c.is_alphanumeric()).clone_into(&mut path[0]);
                self.add(path);
            }
        }
    }
}

impl<'ast> Visit<'ast> for Paths {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.add_tree(&item.tree, Vec::new());
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.add(path.segments.iter().map(|segment| segment.ident.to_string()).collect());
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        self.add_tokens(&call.tokens.to_string());
        visit::visit_macro(self, call);
    }

    fn visit_meta_list(&mut self, list: &'ast syn::MetaList) {
        self.add_tokens(&list.tokens.to_string());
        visit::visit_meta_list(self, list);
    }

    fn visit_item_struct(&mut self, item: &'ast syn::ItemStruct) {
        self.structs.push((item.ident.to_string(), item.fields.len()));
        visit::visit_item_struct(self, item);
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if item.attrs.iter().any(|attribute| attribute.path().is_ident("cfg") && is_test(attribute)) {
            return;
        }
        self.module.push(item.ident.to_string());
        visit::visit_item_mod(self, item);
        self.module.pop();
    }
}

fn is_test(attribute: &syn::Attribute) -> bool {
    attribute.parse_args::<syn::Ident>().is_ok_and(|ident| ident == "test")
}

/// The table of `src/lib.rs`: room → the rooms it may use.
fn room_table() -> BTreeMap<String, BTreeSet<String>> {
    let text = fs::read_to_string(root("src/lib.rs")).unwrap();
    let rows = text.lines().skip_while(|line| !line.contains("| room | may use |")).skip(2);
    rows.take_while(|line| line.starts_with("//! |"))
        .map(|line| {
            let mut cells = line
                .trim_start_matches("//! |")
                .split('|')
                .map(|cell| cell.split('`').skip(1).step_by(2).map(str::to_owned).collect::<BTreeSet<_>>());
            let room = cells.next().unwrap().into_iter().next().unwrap();
            (room, cells.next().unwrap())
        })
        .collect()
}

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}

fn files_in(folder: &str) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(root(folder)) else { return Vec::new() };
    entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_file()).collect()
}

fn rust_files(folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root(folder)];
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ext| ext == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}
